"""The word lists that invented briefings are drawn from; one entry for each bar."""

from __future__ import annotations


def _entries(text: str) -> tuple[str, ...]:
    return tuple(" ".join(entry.split()) for entry in text.split("|"))


HEADS = tuple(
    """bal cor del dra fen gal har ist jor kal lum mar nev oro pel qua ros sel tav ul ves wen yar zor am
    bri cas el""".split()
)
MIDDLES = tuple("a e i o u an el ar en is or al im ev ub".split())
TAILS = tuple("dor vik lan mund sk ra eth nor wick via stan mere tov din bek rin sar holm gard zi".split())
GIVEN = tuple(
    """Adela Boran Cressa Davin Elka Farid Gesine Halvor Ilse Jurek Katla Lomen Mirela Nadir Orsolya Petar Quillon
    Rasmin Selka Tadeu Ulla Vesna Wanja Xenia Yorick Zarif Anouk Bertil Cosmin Dalia Emeric Fenna Goran Hedda""".split()
)
MONTHS = tuple("January February March April May June July August September October November December".split())
OFFICES = _entries(
    """Foreign Minister | Prime Minister | chief negotiator | special envoy | Defence Minister | President
    | Water Minister | mediator | Finance Minister | army chief | head of the monitoring mission | spokesperson
    | Interior Minister | ambassador | opposition leader | parliament speaker"""
)
BODIES = _entries(
    "Commission | Authority | Council | Secretariat | Monitoring Mission | League | Union | Tribunal | Fund"
)
SORTS = _entries(
    """Intergovernmental body | Regional organization | Arbitration court | Development bank | Armed movement
    | Political party | Humanitarian agency | Trade bloc | Peacekeeping force | State company"""
)
DEALS = _entries("Accord | Treaty | Agreement | Protocol | Ceasefire | Memorandum | Framework | Declaration")
THEMES = _entries(
    """River Dispute | Border Talks | Grain Corridor | Peace Process | Pipeline Deal | Arms Talks | Fisheries Row
    | Prisoner Exchange | Gas Transit | Autonomy Question | Reactor Safety Talks | Customs Union"""
)
MEASURES = _entries(
    """Grain shipped through the corridor | Inspections carried out | Voter turnout | Planned generating capacity
    | Troops to be withdrawn | Displaced people returned | Warheads declared | Gas transit volume | Aid pledged
    | Prisoners released | Share of the vote for the deal | Mines cleared | Customs revenue | Ceasefire violations
    | Length of the pipeline | Inflation rate | Observers deployed | Enrichment level | Fishing quota"""
)
UNITS = (
    "%",
    " million tonnes",
    " people",
    " MW",
    " km",
    " billion dollars",
    "",
    " cubic metres",
    " warheads",
    " ships",
)
PATHS = _entries("A new deal with | A slow break with | A binding treaty with | No change in")
CAUSES = _entries(
    """rising food prices | a failed harvest | the shelling of a border post | pressure from creditors
    | a change of government | the loss of sea access | a court ruling | fuel shortages | a contested election"""
)
ENDS = _entries(
    """the border was reopened to trade | a joint patrol was set up | the talks broke down again
    | refugees began to return | the reservoir was filled to half its height | both armies withdrew behind the line
    | sanctions were eased | a referendum was called | the ceasefire collapsed within weeks | exports resumed"""
)
REASONS = _entries(
    """it shows that a truce without inspectors does not last | it set the model for joint control of the waterway
    | it proved that outside guarantees matter | the same parties now face the same map
    | its verification rules were copied word for word | it shows how long ratification can take"""
)
FILLERS = _entries(
    """Talks go on behind closed doors. | Both sides dispute the details. | No further meeting has been announced.
    | Observers call the step overdue. | The text has not been published. | Officials declined to comment."""
)
