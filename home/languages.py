"""The languages in which pages may be written for people who do not read French: a closed list, in the order of its French names.

The address of a translation is its `code`. Its `tag` (BCP 47) is what browsers, screen readers and search engines are told:
they know Dari as the Persian of Afghanistan (`fa-AF`, which CLDR prefers to `prs`), for which voices and fonts exist.
"""

from dataclasses import dataclass
from typing import Final, Literal

ARABIC: Final = "ARABIC"
LATIN: Final = "LATIN"
# How each script is told to the officer: « en alphabet arabe ».
SCRIPTS: Final = {
    ARABIC: "arabe",
    "ARMENIAN": "arménien",
    "BENGALI": "bengali",
    "CYRILLIC": "cyrillique",
    "ETHIOPIC": "éthiopien",
    "GEORGIAN": "géorgien",
    LATIN: "latin",
    "TAMIL": "tamoul",
    "TIBETAN": "tibétain",
}


@dataclass(frozen=True)
class Language:
    """A language as it is listed, and as machines are told of it. `script` is how Unicode names its letters."""

    code: str
    own_name: str
    french_name: str
    locale: str
    """What Open Graph takes: language_TERRITORY."""
    script: str = LATIN
    other_tag: str = ""

    @property
    def tag(self) -> str:
        """The value of `lang` and `hreflang`."""
        return self.other_tag or self.code

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        return "rtl" if self.script == ARABIC else "ltr"


FRENCH: Final = Language("fr", "Français", "français", "fr_FR")
# A page in no language yet: a draft, or a fresh copy.
UNDETERMINED: Final = Language("und", "", "langue à choisir", "")

LANGUAGES: Final = {
    language.code: language
    for language in (
        Language("sq", "Shqip", "albanais", "sq_AL"),
        Language("am", "አማርኛ", "amharique", "am_ET", "ETHIOPIC"),
        Language("en", "English", "anglais", "en_GB"),
        Language("ar", "العربية", "arabe", "ar_AR", ARABIC),
        Language("hy", "Հայերեն", "arménien", "hy_AM", "ARMENIAN"),
        Language("bm", "Bamanankan", "bambara", "bm_ML"),
        Language("bn", "বাংলা", "bengali", "bn_BD", "BENGALI"),
        Language("ht", "Kreyòl ayisyen", "créole haïtien", "ht_HT"),
        Language("prs", "دری", "dari", "fa_AF", ARABIC, "fa-AF"),
        Language("es", "Español", "espagnol", "es_ES"),
        Language("ka", "ქართული", "géorgien", "ka_GE", "GEORGIAN"),
        Language("ku", "Kurdî", "kurde (kurmandji)", "ku_TR"),
        Language("ckb", "کوردیی ناوەندی", "kurde (sorani)", "ckb_IQ", ARABIC),
        Language("ln", "Lingála", "lingala", "ln_CD"),
        Language("ur", "اردو", "ourdou", "ur_PK", ARABIC),
        Language("ps", "پښتو", "pachto", "ps_AF", ARABIC),
        Language("fa", "فارسی", "persan", "fa_IR", ARABIC),
        Language("ff", "Pulaar", "peul", "ff_SN"),
        Language("pt", "Português", "portugais", "pt_PT"),
        Language("ru", "Русский", "russe", "ru_RU", "CYRILLIC"),
        Language("so", "Soomaali", "somali", "so_SO"),
        Language("ta", "தமிழ்", "tamoul", "ta_LK", "TAMIL"),
        Language("bo", "བོད་སྐད་", "tibétain", "bo_CN", "TIBETAN"),
        Language("ti", "ትግርኛ", "tigrinya", "ti_ER", "ETHIOPIC"),
        Language("tr", "Türkçe", "turc", "tr_TR"),
        Language("uk", "Українська", "ukrainien", "uk_UA", "CYRILLIC"),
    )
}


def find_language(code: str) -> Language:
    """The language of that code; UNDETERMINED for none or for one that has left the list."""
    return LANGUAGES.get(code, UNDETERMINED)


def language_choices() -> list[tuple[str, str]]:
    """What the officer chooses from: « Arabe – العربية »."""
    return [(code, f"{language.french_name.capitalize()} – {language.own_name}") for code, language in LANGUAGES.items()]
