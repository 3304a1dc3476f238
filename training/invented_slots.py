"""What can be asked of each kind of item: slot, how a line states it, how a question asks it (see `Slot`)."""

from __future__ import annotations

SLOT_LINES = {
    "People Involved": """
        = role
        + Role: {v} | Note: {s} serves as {v}. | {s} is {v}.
        ? What is {s}'s role? | What office does {s} hold? | What post does {s} have? | Who is {s}?
        = since
        + Note: In office since {v}. | {s} has held the post since {v}. | Since: {v}
        ? Since when has {s} been in office? | When did {s} take office? | When did {s} take up the post?
        = predecessor
        + {s} succeeded {v}. | Note: Took over from {v}.
        ? Whom did {s} succeed? | Who was {s}'s predecessor? | Who held the post before {s}?
        = party
        + {s} belongs to the {v}. | Party: {v}
        ? Which party does {s} belong to? | What is {s}'s party? | What party is {s} a member of?
        = born
        + {s} was born in {v}. | Born: {v}
        ? Where was {s} born? | What is {s}'s birthplace?
        = visited
        + {s} visited {v} for talks. | Note: Led the delegation to {v}.
        ? Which city did {s} visit for talks? | Where did {s} lead a delegation?
        = resigned
        + {s} resigned on {v}. | Note: Resigned on {v}.
        ? When did {s} resign? | On what day did {s} step down?
        = rank
        + {s} was once a colonel in the {v}.
        ? In which force was {s} a colonel? | Where did {s} serve as a colonel?
    """,
    "Organizations Involved": """
        = type
        + Type: {v}
        ? What kind of organization is the {s}? | What type of body is the {s}? | What is the {s}?
        = seat
        + The {s} has its headquarters in {v}. | The {s} is based in {v}. | Seat: {v}
        ? Where is the {s} based? | Where does the {s} have its headquarters? | In which city does the {s} sit?
        = founded
        + The {s} was founded in {v}. | It was set up in {v}. | Founded: {v}
        ? When was the {s} founded? | In what year was the {s} created? | When was the {s} set up?
        = head
        + It is led by {v}. | The {s} is headed by {v}. | Head: {v}
        ? Who leads the {s}? | Who heads the {s}? | Who is the head of the {s}?
        = staff
        + The {s} employs {v} people.
        ? How many people does the {s} employ? | How large is the staff of the {s}?
        = budget
        + Its yearly budget is {v}. | The {s} has a budget of {v} a year.
        ? What is the budget of the {s}? | How much does the {s} have to spend a year?
        = suspended
        + The {s} suspended {v}. | It expelled {v}.
        ? Which country did the {s} suspend? | Whom did the {s} expel?
        = members
        + The {s} has {v} member states.
        ? How many members does the {s} have? | How many states belong to the {s}?
    """,
    "Timeline": """
        = date
        + The {s} was signed on {v}. | {s} was concluded on {v}. | The parties signed the {s} on {v}. | {v} — {s} signed
        ? When was the {s} signed? | On what date was the {s} concluded? | What is the date of the {s}?
        = place
        + The signing took place in {v}. | The {s} was signed in {v}.
        ? Where was the {s} signed? | In which city did the parties sign the {s}? |
            What was the place of signature of the {s}?
        = mediator
        + {v} mediated. | {v} brokered the {s}. | The {s} was mediated by {v}.
        ? Who mediated the {s}? | Who brokered the {s}? | Which person mediated the {s}?
        = signer
        + {v} signed for the government. | The government's signature was given by {v}.
        ? Who signed the {s} for the government? | Who signed the {s} on behalf of the government?
        = cost
        + The {s} cost {v} to carry out. | Carrying it out cost {v}.
        ? How much did the {s} cost? | What did the {s} cost?
        = force
        + The {s} entered into force on {v}. | It took effect on {v}.
        ? When did the {s} enter into force? | When did the {s} take effect? | Since when is the {s} in force?
        = expires
        + The {s} expires on {v}. | It runs until {v}.
        ? When does the {s} expire? | Until when does the {s} run?
        = cause
        + The {s} followed {v}. | What led to it was {v}.
        ? What led to the {s}? | Why was the {s} concluded?
        = dead
        + {v} people had been killed before the {s}.
        ? How many people had been killed before the {s}?
        = vote
        + Parliament approved the {s} by {v}. | The vote on the {s} was {v}.
        ? By what vote did parliament approve the {s}? | What was the result of the vote on the {s}?
    """,
    "Key Indicators": """
        = value
        + {v} — {s} | {s}: {v} | {s} stood at {v}.
        ? What is the figure for {l}? | What was the {l}? | How high was the {l}? | How much is the {l}?
        = asof
        + The figure is as of {v}. | This was measured on {v}. | Date: {v}
        ? As of when is the figure for {l}? | On what date was the {l} measured? | From when is the number for {l}?
        = by
        + The figure comes from {v}. | According to {v}, it is likely to change. | {v} published the number.
        ? Who published the figure for {l}? | According to whom is the {l} given? |
            Where does the figure for {l} come from?
        = before
        + A year earlier it had been {v}. | It was up from {v} in the year before.
        ? What was the {l} a year earlier? | How high was the {l} in the year before?
        = target
        + The target is {v}. | The parties aim at {v}.
        ? What is the target for the {l}? | What {l} do the parties aim at?
    """,
    "Scenarios": """
        = by
        + Discussed by: {v} | {v} consider this path the likeliest.
        ? Who discusses the scenario "{s}"? | Who considers the path "{s}" likely?
        = chance
        + They put the chance at {v}. | Likelihood: {v}
        ? How likely is the scenario "{s}"? | What chance is given to "{s}"?
        = by_when
        + It could come about by {v}.
        ? By when could the scenario "{s}" come about?
        = needs
        + It would need the consent of {v}.
        ? Whose consent would the scenario "{s}" need?
    """,
    "Historical Context": """
        = What Happened
        + The {s} was concluded after {v}.
        ? What came before the {s}? | After what was the {s} concluded?
        = Outcome/short
        + Short term: After the {s}, {v}.
        ? What was the short-term outcome of the {s}? | What happened right after the {s}?
        = Outcome/long
        + Long term: Years later {v}.
        ? What was the long-term outcome of the {s}? | What did the {s} lead to in the long run?
        = Why It's Relevant
        + The {s} matters because {v}. | The {s} is relevant today: {v}.
        ? Why is the {s} relevant? | Why does the {s} matter today? | What does the {s} show?
    """,
}
