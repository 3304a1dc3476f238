// Filters the cards of the list of briefings while one types. Without JavaScript the box stays hidden.
const box = document.getElementById("filter");
const cards = [...document.querySelectorAll(".card")];

function filter() {
  const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
  for (const card of cards) card.hidden = !words.every((word) => card.dataset.words.includes(word));
  document.getElementById("none").hidden = cards.some((card) => !card.hidden);
}

box.addEventListener("input", filter);
box.closest(".filter").hidden = false;
filter(); // a reload keeps what stood in the box
