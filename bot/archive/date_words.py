"""The words dates are made of: months, weekdays, zones and small talk, in the languages forums speak."""

_ENGLISH = "january february march april may june july august september october november december"

# One language after another, months in order; several forms of one month are joined by a bar.
_OTHERS = """
januar|jänner februar märz|maerz april mai juni juli august september oktober november dezember
januari|jan februari maart|mrt april mei juni juli augustus september oktober november december
januari februari mars april maj juni juli augusti september oktober november december
januar februar mars|marts april mai|maj juni juli august september oktober november desember|december
janvier février|fevrier mars avril mai juin juillet août|aout septembre octobre novembre
décembre|decembre
enero febrero marzo abril mayo junio julio agosto septiembre|setiembre octubre noviembre diciembre
janeiro fevereiro março|marco abril maio junho julho agosto setembro outubro novembro dezembro
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre
styczeń|stycznia luty|lutego marzec|marca kwiecień|kwietnia maj|maja czerwiec|czerwca lipiec|lipca
sierpień|sierpnia wrzesień|września październik|października listopad|listopada grudzień|grudnia
leden|ledna únor|února březen|března duben|dubna květen|května červen|června červenec|července
srpen|srpna září říjen|října listopad|listopadu prosinec|prosince
январь|января февраль|февраля март|марта апрель|апреля май|мая июнь|июня июль|июля август|августа
сентябрь|сентября октябрь|октября ноябрь|ноября декабрь|декабря
січень|січня лютий|лютого березень|березня квітень|квітня травень|травня червень|червня липень|липня
серпень|серпня вересень|вересня жовтень|жовтня листопад|листопада грудень|грудня
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık
január február március április május június július augusztus szeptember október november december
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie|noi decembrie
tammikuuta|tammikuu helmikuuta|helmikuu maaliskuuta|maaliskuu huhtikuuta|huhtikuu toukokuuta|toukokuu
kesäkuuta|kesäkuu heinäkuuta|heinäkuu elokuuta|elokuu syyskuuta|syyskuu lokakuuta|lokakuu
marraskuuta|marraskuu joulukuuta|joulukuu
"""


def words_of(text: str) -> frozenset[str]:
    """Return the words of `text`."""
    return frozenset(text.split())


def _months() -> dict[str, int]:
    full: dict[str, int] = {}
    shortened: dict[str, set[int]] = {}
    for place, forms in enumerate((_ENGLISH + _OTHERS).split()):
        number = place % 12 + 1
        for form in forms.split("|"):
            full.setdefault(form, number)
            for length in range(3, len(form)):
                shortened.setdefault(form[:length], set()).add(number)
    words = {short: numbers.copy().pop() for short, numbers in shortened.items() if len(numbers) == 1}
    # English short forms win over whatever else they might begin: "mar" is not Finnish November.
    words |= {month[:3]: number for number, month in enumerate(_ENGLISH.split(), 1)}
    return words | full | {"sept": 9}


MONTHS = _months()
"""Month names in any of the languages, and their unambiguous beginnings of three letters or more."""

WEEKDAYS = words_of("""
mon monday tue tues tuesday wed weds wednesday thu thur thurs thursday fri friday sat saturday sun
sunday
mo di mi do fr sa so montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag
maandag dinsdag woensdag donderdag vrijdag zaterdag zondag
lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom
segunda terça quarta quinta sexta segunda-feira terça-feira quarta-feira quinta-feira sexta-feira seg
ter qua qui sex
lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab
ma di wo do vr za zo
må månd ti tis ons to tors fre lö lör sö sön
pon wt śr czw pt sob nd n niedz
po út st čt pá so ne pondělí úterý středa čtvrtek pátek sobota neděle
pzt sal çar per cum cmt paz pazartesi salı çarşamba perşembe cuma cumartesi pazar
hétfő kedd szerda csütörtök péntek szombat vasárnap
måndag tisdag onsdag torsdag fredag lördag söndag mandag tirsdag lørdag søndag
poniedziałek wtorek środa czwartek piątek sobota niedziela
понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс
понеділок середа п'ятниця субота неділя
""")

ZONES = {
    "z": 0, "gmt": 0, "utc": 0, "wet": 0, "west": 60, "cet": 60, "cest": 120, "eet": 120, "eest": 180,
    "msk": 180,
    "est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420,
}  # fmt: skip
"""Minutes east of Greenwich; the American ones as RFC 822 defines them."""

SMALL_TALK = words_of("""
posted post on at the of date sent written updated and um uhr den am le à a de del el às as em il alle
ore en las la los
op om kl klo den dnia o godz w ven г г. года в року р р. de às h min
geschrieben verfasst geplaatst inviato publié posté écrit publicado enviado mensaje wysłany napisane добавлено
отправлено сообщение skrivet skrevet mesaj zaslal napsal
""")
"""Words that may stand around a date and say nothing."""

TODAY = words_of("""
today heute aujourd'hui hoy hoje oggi vandaag idag сегодня сьогодні dziś dzisiaj bugün tänään dnes
""")
YESTERDAY = words_of("""
yesterday gestern hier ayer ontem ieri gisteren igår вчера вчора wczoraj dün eilen včera
""")
RELATIVE = TODAY | YESTERDAY | words_of("now ago vor hace há fa geleden назад тому temu önce sitten")
"""Words that make a date count from the day it was read."""

OTHER_DAYS = words_of("""
joined join registered registration since birthday born seen visit visited active activity edited modified updated
changed last until banned expires started
registriert registrierung angemeldet anmeldedatum mitglied seit dabei zuletzt bearbeitet geändert geburtstag
inscription inscrit inscrite enregistré enregistrée membre depuis modifié modifiée édité éditée dernière
registrado registrada registro ingreso desde editado editada modificado última miembro unido
iscritto iscritta iscrizione registrato registrata modificato modificata ultima dal membro
geregistreerd lid sinds bewerkt gewijzigd laatst aangepast
dołączył dołączyła rejestracja zarejestrowany zarejestrowana edytowany zmieniony ostatnio
регистрация регистрации зарегистрирован зарегистрирована участник нами изменено изменил отредактировано
редактировалось последний последнее
cadastro cadastrado membro entrou alterado
medlem registrerad registrert redigerad ändrad tilmeldt liittynyt rekisteröitynyt muokattu
katılım kayıt kayıtlı üyelik düzenleme založen registrován upravil csatlakozott
""")
"""Words before a date that is not the post's: the day its author joined, of an edit, of somebody's last visit."""

DAY_FIRST = words_of("""
uhr um à le às alle ore godz dnia kl klo om op zo wo vr o в
""")
"""Words around a time that only languages have where numeric dates put the day first."""
