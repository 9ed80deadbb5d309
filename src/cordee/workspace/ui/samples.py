"""What the page of patterns shows: an invented company's words, in both languages beside each other.

They are not in the catalogues: nobody but the reader of that page ever sees them.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator

from cordee.workspace.ui import charts
from cordee.workspace.ui.pictures import Bar, Dot, Picture, Point, Series, bars, columns, dots, trend
from cordee.workspace.ui.sample_words import THIN, WORDS
from cordee.workspace.ui.templatetags.formats import day_short, percent, quantity

STATES = ("kept", "broken", "at_risk", "running", "ok", "failed", "stale", "waiting", "unknown")
ICONS = (
    "today",
    "scoreboard",
    "journeys",
    "calls",
    "data",
    "glossary",
    "people",
    "audit",
    "search",
    "file",
    "upload",
    "download",
)
START = datetime(2026, 3, 3, 9, 20, tzinfo=UTC)


@dataclass(frozen=True)
class Samples:
    """Every property is a sample for one component."""

    french: bool

    def _(self, english: str, french: str) -> str:
        return french if self.french else english

    @property
    def words(self) -> dict[str, str]:
        """The page's own words: heads, and when to use what."""
        return {key: french if self.french else english for key, (english, french) in WORDS.items()}

    @property
    def states(self) -> tuple[str, ...]:
        return STATES

    @property
    def icons(self) -> tuple[str, ...]:
        return ICONS

    def notices(self) -> list[Any]:
        said = (
            ("success", self._("The agreement is signed for sales.", "L’accord est signé pour les ventes.")),
            ("warning", self._("Two rows could not be read.", "Deux lignes n’ont pas pu être lues.")),
            ("error", self._("Nothing was saved: the server is out of room.", f"Rien n’est enregistré{THIN}: le serveur n’a plus de place.")),
        )  # fmt: skip
        return [_Notice(level, text) for level, text in said]

    @property
    def tiles(self) -> list[dict[str, Any]]:
        quarter = self._("Q3", "T3")
        return [
            {
                "label": self._("Revenue", "Chiffre d’affaires"), "value": self._("€568k", f"568{THIN}k€"), "side": "joint",
                "href": "#tiles", "verdict": "better", "delta": f"▲ {percent(0.1)} · {quarter}",
                "spark": charts.spark([300, 360, 340, 420, 480, 515, 568]),
                "note": self._("31 records", "31 enregistrements"),
            },
            {
                "label": self._("Leads", "Leads"), "value": quantity(1240), "side": "marketing", "href": "#tiles",
                "verdict": "unclear", "delta": self._("≈ −3.7%: too close to call", f"≈ −3,7{THIN}%{THIN}: pas d’écart net"),
                "spark": charts.spark([1300, 1190, 1240, 1330, 1288, 1240]), "note": "n = 1240",
            },
            {
                "label": self._("First call in time", "Premier appel à temps"), "side": "sales",
                "unknown": self._("No promise was due in this period", "Aucune promesse n’échoyait dans cette période"),
            },
        ]  # fmt: skip

    @property
    def trend(self) -> Picture:
        shares = (0.52, 0.55, 0.54, 0.58, 0.61, 0.6, 0.66, 0.64, 0.69, 0.72)
        months = self._(
            "Jan Feb Mar Apr May Jun Jul Aug Sep Oct", "janv. févr. mars avr. mai juin juil. août sept. oct."
        ).split()
        points = [
            Point(label=month, value=share, low=share - 0.07, high=share + 0.07, href=f"#month-{n}", immature=n > 7)
            for n, (month, share) in enumerate(zip(months, shares, strict=True))
        ]
        return trend(
            Series(points, name=self._("Called in time", "Appelés à temps"), side="sales"),
            finding=self._("Seven first calls in ten are now made in time", "Sept premiers appels sur dix sont faits à temps"),
            name=self._("First calls made in time, by month", "Premiers appels faits à temps, par mois"),
            shown=percent, target=0.75, target_label=self._("promised 75%", f"promis{THIN}: 75{THIN}%"),
            note=self._("Band: 95% interval (Wilson).", f"Bande{THIN}: intervalle à 95{THIN}% (Wilson)."),
        )  # fmt: skip

    @property
    def columns(self) -> Picture:
        quarters = ("1 2025", "2 2025", "3 2025", "4 2025", "1 2026", "2 2026", "3 2026")
        letter = self._("Q", "T")
        items = [
            Bar(
                label=f"{letter}{quarter}",
                parts={"marketing": 90 + 17 * n, "sales": 120 - 4 * n},
                href="#q",
                immature=n == 6,
            )
            for n, quarter in enumerate(quarters)
        ]
        return columns(
            items, finding=self._("Marketing now sources most of the pipeline", "Le marketing source désormais l’essentiel du pipeline"),
            name=self._("Pipeline sourced, k€", "Pipeline sourcé, k€"), shown=quantity,
        )  # fmt: skip

    @property
    def bars(self) -> Picture:
        rows = ((self._("Paid search", "Recherche payante"), 402), ("LinkedIn Ads", 318), (self._("Webinars", "Webinaires"), 121),
                (self._("Trade fairs", "Salons"), 88), (self._("Direct", "Accès direct"), 9))  # fmt: skip
        return bars(
            [Bar(label=label, parts={"marketing": value}, href="#c") for label, value in rows], shown=quantity,
            finding=self._("Paid search brings the most leads", "La recherche payante apporte le plus de leads"),
            name=self._("Leads", "Leads"), of=self._("Channel", "Canal"),
        )  # fmt: skip

    @property
    def dots(self) -> Picture:
        rows = ((self._("Webinars", "Webinaires"), 0.05, 0.023, 0.104, False), (self._("Trade fairs", "Salons"), 0.034, 0.012, 0.095, False),
                (self._("Paid search", "Recherche payante"), 0.022, 0.011, 0.042, False), ("LinkedIn Ads", 0.019, 0.008, 0.041, True))  # fmt: skip
        return dots(
            [Dot(label=label, value=v, low=low, high=high, side="joint", href="#d", immature=young) for label, v, low, high, young in rows],
            shown=percent, of=self._("Channel", "Canal"), name=self._("Leads won within 90 days", "Leads gagnés sous 90 jours"),
            finding=self._("Webinars may convert best; the intervals still overlap", f"Les webinaires convertissent peut-être le mieux{THIN}; les intervalles se recoupent encore"),
            reference=0.026, reference_label=self._("all channels 2.6%", f"tous canaux 2,6{THIN}%"),
        )  # fmt: skip

    @property
    def rope(self) -> charts.Rope:
        told = (
            (0, self._("LinkedIn ad seen", "Publicité LinkedIn vue"), "marketing", True),
            (8, self._("White paper", "Livre blanc"), "marketing", True),
            (30, self._("Webinar, 42 min", f"Webinaire, 42{THIN}min"), "marketing", True),
            (30.2, "MQL", "joint", False),
            (30.3, self._("Call, 6 min", f"Appel, 6{THIN}min"), "sales", False),
            (46, self._("Demo with three", "Démonstration à trois"), "sales", True),
            (64, self._("Proposal, €24k", f"Proposition, 24{THIN}k€"), "sales", False),
            (86, self._("Signed", "Signé"), "joint", True),
        )
        knots = [
            charts.Knot(
                at=(at := START + timedelta(days=days)),
                label=label,
                when=day_short(at),
                side=side,
                href="#rope",
                theirs=theirs,
            )
            for days, label, side, theirs in told
        ]
        mails = tuple(
            charts.Knot(at=(at := START + timedelta(days=47 + n)), label=self._("E-mail opened", "E-mail ouvert"), when=day_short(at),
                        side="marketing" if n % 3 else "sales", href="#rope", theirs=True)
            for n in range(15)
        )  # fmt: skip
        gathered = charts.Knot(at=mails[0].at, label=self._("15 acts", "15 actes"), when=self._("2 weeks", f"2{THIN}semaines"),
                               side="joint", href="#rope", count=15, inside=mails)  # fmt: skip
        return charts.rope([*knots[:6], gathered, *knots[6:]])

    @property
    def timeline(self) -> list[dict[str, Any]]:
        return [
            {"side": "marketing", "theirs": True, "title": self._("White paper downloaded", "Livre blanc téléchargé"), "at": START, "text": "Claire Fontaine · Webflow"},
            {"side": "joint", "passage": True, "title": "MQL", "at": START + timedelta(days=30), "text": self._("according to HubSpot", "selon HubSpot")},
            {"side": "sales", "title": self._("Call, 6 min", f"Appel, 6{THIN}min"), "at": START + timedelta(days=30, hours=2), "text": self._("by Inès Benali, answered", "par Inès Benali, décroché")},
        ]  # fmt: skip

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"name": "Abeille Industrie", "state": "kept", "waited": self._("1.8 h", f"1,8{THIN}h"), "amount": self._("€24,000", f"24{THIN}000{THIN}€")},
            {"name": "Fromagerie Blain", "state": "at_risk", "waited": self._("3.6 h", f"3,6{THIN}h"), "amount": self._("€9,500", f"9{THIN}500{THIN}€")},
            {"name": "Forges Walter", "state": "broken", "waited": self._("9.1 h", f"9,1{THIN}h"), "amount": self._("€61,200", f"61{THIN}200{THIN}€")},
        ]  # fmt: skip

    @property
    def form(self) -> forms.Form:
        """A form that came back: what was wrong is said above and beside each field."""
        form = _form(self)({"name": "", "hours": "30", "theme": "light"})
        form.is_valid()
        return form

    @property
    def pages(self) -> Page[int]:
        return Paginator(range(240), 50).page(3)

    @property
    def signatures(self) -> list[dict[str, Any]]:
        return [
            {"side": "marketing", "heading": "Marketing", "name": "Camille Roussel", "at": datetime(2026, 11, 18, 8, 14, tzinfo=UTC), "print": "7f3a 90d1 c2"},
            {"side": "sales", "heading": self._("Sales", "Ventes"), "at": None, "note": self._("two remarks are open", "deux remarques sont ouvertes")},
        ]  # fmt: skip

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [
            {"name": self._("Score of an MQL", "Score d’un MQL"), "before": self._("at least 40", "au moins 40"), "after": self._("at least 55", "au moins 55"), "changed": True},
            {"name": self._("First call", "Premier appel"), "before": self._("within 4 working hours", "en 4 heures ouvrées"), "after": self._("within 4 working hours", "en 4 heures ouvrées"), "changed": False},
            {"name": self._("Attempts", "Tentatives"), "before": "", "after": self._("5 in 10 days", "5 en 10 jours"), "changed": True},
        ]  # fmt: skip

    @property
    def steps(self) -> list[dict[str, str]]:
        names = (
            self._("File", "Fichier"),
            self._("Columns", "Colonnes"),
            self._("Check", "Vérification"),
            self._("Import", "Import"),
        )
        states = ("done", "done", "here", "ahead")
        return [{"label": name, "state": state, "href": "#steps"} for name, state in zip(names, states, strict=True)]


@dataclass(frozen=True)
class _Notice:
    level_tag: str
    text: str

    def __str__(self) -> str:
        return self.text


def _form(say: Samples) -> type[forms.Form]:
    yes_no = [
        ("light", say._("Light", "Clair")),
        ("dark", say._("Dark", "Sombre")),
        ("auto", say._("As the device", "Comme l’appareil")),
    ]
    return type("SampleForm", (forms.Form,), {
        "name": forms.CharField(label=say._("Name of the promise", "Nom de la promesse"), help_text=say._("As both sides say it.", "Comme les deux équipes le disent."), error_messages={"required": say._("A promise needs a name.", "Une promesse a besoin d’un nom.")}),
        "hours": forms.IntegerField(label=say._("Working hours", "Heures ouvrées"), max_value=24, error_messages={"max_value": say._("At most 24.", "24 au plus.")}),
        "note": forms.CharField(label=say._("Why", "Pourquoi"), required=False, widget=forms.Textarea(attrs={"rows": 2})),
        "theme": forms.ChoiceField(label=say._("Appearance", "Apparence"), choices=yes_no, widget=forms.RadioSelect),
        "digest": forms.BooleanField(label=say._("Send me the week on Monday", "M’envoyer la semaine le lundi"), required=False, help_text=say._("One e-mail, with the three figures.", "Un e-mail, avec les trois chiffres.")),
    })  # fmt: skip
