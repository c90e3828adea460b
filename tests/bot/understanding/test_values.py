"""Values read from words: countries, dates, money, people, contacts, languages."""

from __future__ import annotations

import pytest

from bot.understanding import contacts, countries, counts, dates, languages, moments, money, organizations
from bot.understanding.lexicon import read
from bot.understanding.script import Message
from dialogs.answers import Money

TODAY = "2026-11-21"


@pytest.mark.parametrize(
    ("words", "own", "others"),
    [
        ("we are in PNG", ("PG",), ()),
        ("Congo Brazzaville", ("CG",), ()),
        ("la RDC", ("CD",), ()),
        ("Not Fiji, we are Tonga", ("TO",), ()),
        ("I'm Kenyan but the project is in Swaziland", ("SZ",), ("KE",)),
        ("côte d’ivoire", ("CI",), ()),
        ("Aotearoa", ("NZ",), ()),
        ("мы из Узбекистана", ("UZ",), ()),
        ("نحن في المغرب", ("MA",), ()),
        ("我们在老挝", ("LA",), ()),
        ("Togo et Bénin ensemble", ("TG",), ("BJ",)),
        ("info@niger.example", (), ()),
    ],
)
def test_countries(words: str, own: tuple[str, ...], others: tuple[str, ...]) -> None:
    """Names, abbreviations and nationalities give the Party; what is denied is not taken."""
    found = countries.places(Message(words))
    assert (found.own, found.others) == (own, others)


@pytest.mark.parametrize(
    ("words", "possible"), [("Congo", {"CG", "CD"}), ("Guinée", {"GN", "GQ", "GW"}), ("Korea", {"KR", "KP"})]
)
def test_shared_names_are_not_guessed(words: str, possible: set[str]) -> None:
    """A name that several Parties share gives none of them, and says which it can mean."""
    found = countries.places(Message(words))
    assert found.own == ()
    assert set(found.ambiguous) == possible


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("de mars à août 2028", "2028-03", "2028-08"),
        ("18 months from january", "2027-01", "2028-06"),
        ("starting in May 2027 for 2 years", "2027-05", "2029-04"),
        ("before the end of 2028", None, "2028-12"),
        ("с апреля по июль 2027", "2027-04", "2027-07"),
        ("明年9月开始", "2027-09", None),
        ("March to August 2028", "2028-03", "2028-08"),
        ("d'avril 2027 à juin 2027", "2027-04", "2027-06"),
        ("2027年3月到2027年底", "2027-03", "2027-12"),
        ("，2028年底前", None, "2028-12"),
        ("к концу 27 года", None, "2027-12"),
        ("antes de fin de 2027", None, "2027-12"),
        ("it must be done by 15th March 2027", None, "2027-03-15"),
        ("starting in the second half of 2027", "2027-07", None),
        ("non, personne n'a été consulté", None, None),
        ("the survey of 2019", None, None),
        ("we may start", None, None),
        ("começar logo depois do carnaval", "2027-02", None),
        ("de set/27 a março de 28", "2027-09", "2028-03"),
        ("jusqu'à fin 28", None, "2028-12"),
        ("by the end of 28 villages", None, None),
        ("finish by December next year", None, "2027-12"),
        ("between march and june 2027", "2027-03", "2027-06"),
        ("entre marzo y agosto de 2028", "2028-03", "2028-08"),
        ("между мартом и июнем 2027", "2027-03", "2027-06"),
        ("a dispute between May and Smith", None, None),
        ("ils perdent leurs ruches chaque année entre décembre et mars", None, None),
        ("до декабря следующего года", None, "2027-12"),
        ("antes do natal do ano que vem", None, "2027-12"),
    ],
)
def test_periods(words: str, start: str | None, end: str | None) -> None:
    """Words before a date say whether it begins or ends something; a duration gives the other end."""
    found = {finding.field: finding.value for finding in dates.findings(Message(words), TODAY)}
    assert (found.get("start_date"), found.get("end_date")) == (start, end)


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("15/04/2027", "2027-04-15"),
        ("31/02/2027", ""),
        ("in 6 months", "2027-05"),
        ("dans un an et demi", "2028-05"),
        ("soon", ""),
    ],
)
def test_asked_dates(words: str, value: str) -> None:
    """A date that answers a question needs no word for its role; a day that does not exist is no date."""
    assert dates.asked(Message(words), TODAY, "end") == value


@pytest.mark.parametrize(
    ("words", "where", "sum_"),
    [
        ("150 000 $", (), Money(150_000, "USD")),
        ("12 millions de FCFA", ("CM",), Money(12_000_000, "XAF")),
        ("12 millions de FCFA", ("SN",), Money(12_000_000, "XOF")),
        ("a quarter of a million US dollars", (), Money(250_000, "USD")),
        ("€ 1.5 million", (), Money(1_500_000, "EUR")),
        ("30 mil pesos", ("MX",), Money(30_000, "MXN")),
        ("٤٠ ألف دينار", ("TN",), Money(40_000, "TND")),
        ("3万欧元", (), Money(30_000, "EUR")),
        ("120.000,00 €", (), Money(120_000, "EUR")),
        ("45 milhões de escudos", (), Money(45_000_000, "CVE")),
        ("3 lakh taka", (), Money(300_000, "BDT")),
    ],
)
def test_money(words: str, where: tuple[str, ...], sum_: Money) -> None:
    """An amount beside a currency, in digits or words; a shared currency name is settled by the country."""
    assert [found.money for found in money.sums(Message(words), where)] == [sum_]


def test_every_party_has_a_name_for_its_currency() -> None:
    """No sum is lost because it is said in the money of a country that was forgotten."""
    known = set(read("currencies")) | {code for codes in read("shared_currencies").values() for code in codes}
    assert {countries.currency_of(party) for party in countries.facts()} - {""} <= known


@pytest.mark.parametrize("words", ["a Lei 9985 protege", "40 leones", "isto leva 30 anos", "2 ron"])
def test_other_words_are_no_currency(words: str) -> None:
    """A law, lions and what takes years are no lei, leones and leva."""
    assert money.sums(Message(words)) == ()


def test_a_shared_currency_without_country_is_no_sum() -> None:
    """Pesos of nobody knows where are not guessed."""
    assert money.sums(Message("30 mil pesos")) == ()


@pytest.mark.parametrize(
    ("words", "people"),
    [("une trentaine de pêcheurs", 30), ("thirty two park rangers", 32),
     ("2.500 productores", 2500), ("5 provinces", None),
     ("hundreds of people", None), ("des milliers de familles", None), ("тысячи рыбаков", None), ("mil familias", 1000),
     ("quatre-vingt-dix agents", 90), ("двадцать пять егерей", 25), ("40户牧民", 40)],
)  # fmt: skip
def test_people(words: str, people: int | None) -> None:
    """A number counts only with people behind it."""
    found = counts.first(Message(words), asked=True)
    assert (found.value if found else None) == people


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("training for 12 women and 8 men", 20),
        ("12 women, 8 men and 5 girls will learn", 25),
        ("培训12名妇女和8名男子", 20),
        ("تدريب 12 امرأة و8 رجال", 20),
        ("обучить 12 женщин и 8 мужчин", 20),
        ("30 people (18 women and 12 men) will learn", 30),
        ("20 children and 8 girls", 20),
        ("12 women fishers and 300 families", 12),
    ],
)
def test_groups_side_by_side(words: str, people: int) -> None:
    """Women and men are so many together; what may hold one another is not added up."""
    found = counts.first(Message(words))
    assert (found and found.value) == people


@pytest.mark.parametrize(
    ("words", "people"),
    [
        ("já morreram 3 pessoas este ano, umas 800 famílias perderam a colheita", 800),
        ("elephants killed 3 people last year and 200 farmers lost their maize", 200),
        ("murieron 2 personas", None),
        ("les éléphants ont tué 4 personnes ; 60 familles ont fui", 60),
        ("погибли 3 человека, 200 семей остались без урожая", 200),
        ("قتلت الفيلة 3 أشخاص", None),
        ("大象咬死了3个人，200户农民失去了收成", 200),
        ("we killed weeds with 20 farmers", 20),
    ],
)
def test_who_came_to_harm_is_not_who_gains(words: str, people: int | None) -> None:
    found = counts.first(Message(words))
    assert (found.value if found else None) == people


def test_a_number_alone_counts_where_people_were_asked() -> None:
    """ "Some thirty" is enough behind "how many"; a number of something else is not."""
    assert [bool(counts.first(Message(words), asked=True)) for words in ("uns trinta", "5 provinces")] == [True, False]


@pytest.mark.parametrize("words", ["me at gmail dot com", "me arroba gmail punto com", "me(at)gmail.com"])
def test_an_address_spelled_out(words: str) -> None:
    """For a human eye, with the dot in words or not."""
    assert contacts.spoken(Message(words)) == "me@gmail.com"


def test_a_telephone_named_as_one_needs_no_prefix() -> None:
    """Where a country is known; a number that nothing names stays one."""
    named = contacts.phone(Message("call me on 0712 345 678"), ("KE",))
    assert (named and named.value) == "+254712345678"
    assert contacts.phone(Message("call me on 0712 345 678")) is None
    assert contacts.phone(Message("the plan 0712 345 678"), ("KE",)) is None


def test_contacts() -> None:
    """E-mail addresses as written; telephone numbers in E.164, with the country's prefix when asked."""
    address = contacts.email(Message("Écrivez à Awa.N@peche.example, merci"))
    assert address is not None
    assert address.value == "Awa.N@peche.example"
    number = contacts.phone(Message("0712 345 678"), ("KE",), asked=True)
    assert number is not None
    assert number.value == "+254712345678"
    assert contacts.phone(Message("0712 345 678"), ("KE",)) is None


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("les récifs sont malades et nous ne savons pas quoi faire", "fr"),
        ("queremos proteger los bosques", "es"),
        ("precisamos de ajuda com as florestas", "pt"),
        ("the reefs are dying", "en"),
        ("мы не знаем", "ru"),
        ("什么", "zh"),
        ("ok", None),
        ("12", None),
    ],
)
def test_language_of_a_message(words: str, code: str | None) -> None:
    """The script decides, then small words; short or mixed messages say nothing."""
    assert languages.of(Message(words)) == code


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("from office signs the permit", None),
        ("the council decides", None),
        ("a person from the ministry counts birds", None),
        ("Une personne du ministère compte les oiseaux", None),
        ("Kea Trust", "Kea Trust"),
        ("je suis de l'Université Cheikh Anta Diop", "Université Cheikh Anta Diop"),
        ("notre ONG Vie Océane travaille", "ONG Vie Océane"),
        ("we are the ministry of fisheries and need help", "ministry of fisheries"),
        ("Fundación Bosque Vivo", "Fundación Bosque Vivo"),
        ("мы министерство лесного хозяйства", "министерство лесного хозяйства"),
    ],
)
def test_organisations(words: str, name: str | None) -> None:
    """A name has capitals, or is a ministry, university or town hall of something; a bare word names nobody."""
    found = organizations.organization(Message(words))
    assert (found.value if found else None) == name


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("24 rangers", None),
        ("two GIS people left last year", None),
        ("The six rangers have never run an eradication.", None),
        ("12 gardes sans radio arrivent trop tard", None),
        ("cinq personnes du service sont parties", None),
        ("we are five people in the office", None),
        ("training for 12 fisheries officers", 12),
        ("on veut former 40 surveillants villageois", 40),
        ("надо обучить 40 егерей", 40),
        ("capacitar a 35 técnicos", 35),
        ("about 300 people live here", 300),
        ("3 000 pêcheurs touchés", 3000),
    ],
)
def test_staff_are_not_those_who_gain(text: str, people: int | None) -> None:
    """Who works for an office counts only where the words say that they are to gain from the help."""
    found = counts.first(Message(text))
    assert (found and found.value) == people


@pytest.mark.parametrize(
    ("words", "role", "value"),
    [
        ("in 6 weeks", "end", "2027-01"),
        ("two years from now", "end", "2028-11"),
        ("in a fortnight", "end", "2026-12"),
        ("dans une quinzaine", "end", "2026-12"),
        ("через год", "end", "2027-11"),
        ("明年年初", "start", "2027-01"),
        ("a principios del próximo año", "start", "2027-01"),
        ("lá pra março", "start", "2027-03"),
        ("третий квартал 2027", "end", "2027-09"),
        ("unknown for now", "end", ""),
    ],
)
def test_a_date_that_was_asked_for(words: str, role: moments.Role, value: str) -> None:
    """Weeks, halves and quarters, the year in the words, and months that are also other words."""
    assert dates.asked(Message(words), TODAY, role) == value


@pytest.mark.parametrize(
    ("words", "sum_"),
    [
        ("2 million kenyan shillings", Money(2_000_000, "KES")),
        ("un millón y medio de pesos mexicanos", Money(1_500_000, "MXN")),
        ("50 000 fijian dollars", Money(50_000, "FJD")),
        ("二十万美元", Money(200_000, "USD")),
        ("quarter million US dollars", Money(250_000, "USD")),
        ("مليون ونصف دولار", Money(1_500_000, "USD")),
    ],
)
def test_sums_in_words(words: str, sum_: Money) -> None:
    """Halves behind a million, Chinese tens, and the country that says whose currency it is."""
    assert [found.money for found in money.sums(Message(words))] == [sum_]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("a workshop in english or japanese", ("en", "ja")),
        ("talleres en español e inglés", ("es", "en")),
        ("دورة تدريبية بالفرنسية والعربية", ("fr", "ar")),
        ("中文英文都可以", ("zh", "en")),
        ("the French embassy", None),
    ],
)
def test_languages_of_the_help(words: str, codes: tuple[str, ...] | None) -> None:
    """Languages listed side by side count together when one of them follows "in"."""
    found = languages.delivery(Message(words))
    assert (found.value if found else None) == codes


@pytest.mark.parametrize(
    ("words", "own"),
    [
        ("wait, i said Zambia but its Malawi", ("MW",)),
        ("I said Kenya", ("KE",)),
        ("Mianmar", ("MM",)),
        ("Lake Chad is drying and fishers in Cameroon leave", ("CM",)),
        ("el Golfo de México en Cuba", ("CU",)),
        ("le fleuve Sénégal monte", ("SN",)),
        ("turkey vultures are dying in Cuba", ("CU",)),
        ("a castanha-do-brasil na Bolívia", ("BO",)),
        ("República da Coreia", ("KR",)),
        ("nosso vizinho e o Peru mas o garimpo e no Brasil", ("BR",)),
        ("trabalho no Brasil", ("BR",)),
        ("es Perú, no Brasil", ("PE",)),
    ],
)
def test_what_was_said_before_yields(words: str, own: tuple[str, ...]) -> None:
    """A country that is only recalled yields to the one named beside it; the Portuguese "no" denies nothing."""
    assert countries.places(Message(words)).own == own
