"""Words that stand in lines of their own without being anybody's name, casefolded."""

_FUNCTION_WORDS = """
the a an and or but if is are was were be been do does did have has had i you he she it we they me him
us them my your his its our their this that these those not no of to in on at for with from by about into as so
than then there here what which who when where why how can could will would should may might must just also
very only more some any all der die das ein eine und oder aber ist sind war nicht mit von zu im auf für ich
du er sie es wir ihr den dem wie was le la les un une et ou mais est sont pas avec de des du pour je tu il
elle nous vous que qui dans sur el los las una y pero es son con por para yo que en se lo al и в не на я что
он она мы вы это как но с а по из у за от так же для
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
"""The small words of sentences, in the commonest languages of forums."""

_SAYINGS = """
yes|no|maybe|hi|hello|hey|hi all|hello all|hi everyone|hello everyone|hi there
thanks|thank you|thanks!|thx|ok|okay|sure
edit|update|note|edited|ps|p.s|p.s.|cheers|regards|best regards|best|kind regards|greetings|bye|sincerely|lol
agreed|nope|yep|yeah|indeed|exactly|right|wow|cool|great|nice|please|sorry|example|examples|code|quote|question|questions|answer
summary|conclusion|background|introduction|motivation|overview|references|abstract|discussion|links|notes|results
hallo|hallo zusammen|moin|danke|gruß|viele grüße|grüße|bonjour|merci|salut|hola|gracias|привет|спасибо|да|нет
"""
INTERJECTIONS = frozenset(_SAYINGS.strip().replace("\n", "|").split("|"))
"""What people say in a line of its own, which is nobody's name."""

_HEADINGS = """
abstract addendum advantages alternative alternatives analysis answer answers appendix applications approach
approaches assumptions attachments background basics benefits bonus bugs caveats changelog changes chapter
claim code comparison concept conclusion conclusions cons considerations context contents continued
contributions credits criticism current data definition definitions deployment description design details
difference disadvantages disclaimer discussion download edit evaluation evidence example examples experiment
experiments explanation facts faq features feedback figure final findings fix fixed follow-up footnotes
further future general goal goals history idea ideas impact implementation important improvements info
information input installation intro introduction issue issues key limitations link links list logic main
materials message method methods mitigation mitigations motivation moral news next note notes observations
open option options other outline output overview part performance picture pictures plan points possible
post problem problems procedure process progress proposal proposed pros protocol purpose question questions
reason reasons recap recommendations references related remarks reply report requirements response result
results risks rules sample scenario scenarios section security settings setup side simple solution solutions
source sources spec specification stage status step steps strategy suggestion suggestions summary support
symptoms table technical test testing tests text theory thoughts tips title todo tools topic topics
tradeoffs trade-offs update updates usage use uses version warning why workaround yours zusammenfassung
fazit frage antwort beispiel problem lösung hinweis nachtrag
"""
HEADING_WORDS = frozenset(_HEADINGS.split())
"""Words headings are made of."""
