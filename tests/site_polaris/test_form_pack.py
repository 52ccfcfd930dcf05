"""The markup that the form pack makes: what a screen reader is told, and where a link of the summary leads."""

import re
from typing import Any

import pytest
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Fieldset, Layout, Row, Submit
from django import forms
from django.template import Context, Template

from site_polaris.templatetags.form_fields import ErrorLink, error_links, first_input_id, required_note

PACK = Template("{% load crispy_forms_tags %}{{ form|crispy }}")
TAG = Template("{% load crispy_forms_tags %}{% crispy form %}")
RHYTHMS = [("a", "Souvent"), ("b", "Parfois")]
DAYS = [(str(number), f"Jour {number}") for number in range(9)]


class Meeting(forms.Form):
    name = forms.CharField(label="Nom")
    email = forms.EmailField(label="Adresse e-mail", help_text="Pour vous répondre.", required=False)
    rhythm = forms.ChoiceField(label="Quel rythme ?", choices=RHYTHMS, widget=forms.RadioSelect, help_text="Au choix.")
    days = forms.MultipleChoiceField(label="Jours", choices=DAYS, widget=forms.CheckboxSelectMultiple)
    starts_at = forms.SplitDateTimeField(label="Début", required=False)
    charter = forms.BooleanField(label="J’accepte")
    newsletter = forms.BooleanField(label="Recevoir la lettre", required=False)
    secret = forms.CharField(label="Jeton", widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        raise forms.ValidationError("Ces réponses ne vont pas ensemble.")


class Filters(forms.Form):
    words = forms.CharField(label="Mots", required=False)
    city = forms.CharField(label="Ville", required=False)


def render(form: forms.BaseForm | forms.BaseFormSet[Filters], template: Template = PACK) -> str:
    return re.sub(r"[ \n]+", " ", template.render(Context({"form": form, "csrf_token": "x"})))


def element(html: str, pattern: str) -> str:
    match = re.search(pattern, html)
    assert match is not None, pattern
    return match[0]


def test_label_names_its_input() -> None:
    html = render(Meeting())
    assert '<label class="field__label" for="id_name">Nom</label>' in html
    assert 'id="id_name"' in element(html, r'<input type="text" name="name"[^>]*>')


def test_hint_and_error_describe_the_input() -> None:
    html = render(Meeting({"email": "x"}))
    described = element(html, r'<input type="email"[^>]*>')
    assert 'aria-describedby="id_email_helptext id_email_error"' in described
    assert 'aria-invalid="true"' in described
    assert '<div class="field__hint" id="id_email_helptext">Pour vous répondre.</div>' in html
    assert "Saisissez une adresse de courriel valide." in element(html, r'<p class="field__error" id="id_email_error">.*?</p>')


def test_valid_input_is_not_called_invalid() -> None:
    assert "aria-invalid" not in element(render(Meeting({"name": "Camille"})), r'<input type="text" name="name"[^>]*>')
    assert "aria-invalid" not in render(Meeting())


def test_what_was_typed_is_kept() -> None:
    assert 'value="x"' in element(render(Meeting({"email": "x"})), r'<input type="email"[^>]*>')


def test_choices_are_a_group_with_a_legend_and_their_description() -> None:
    html = render(Meeting({}))
    group = element(html, r'<fieldset class="field field--radioselect.*?</fieldset>')
    assert 'aria-describedby="id_rhythm_helptext id_rhythm_error"' in group
    assert '<legend class="field__label">Quel rythme ?</legend>' in group
    assert group.count('type="radio"') == 2


def test_many_choices_lie_in_columns() -> None:
    html = render(Meeting())
    assert html.count("field__choices--many") == 1


def test_input_of_several_parts_is_a_group() -> None:
    group = element(render(Meeting()), r'<fieldset class="field field--splitdatetime.*?</fieldset>')
    assert "(facultatif)" in group
    assert 'class="field__parts"' in group


def test_optional_fields_are_marked_and_the_rule_is_said_once() -> None:
    html = render(Meeting())
    assert html.count("Les champs sont obligatoires, sauf ceux marqués «\u00a0facultatif\u00a0».") == 1
    assert html.count("(facultatif)") == 2
    assert "(facultatif)" not in element(html, r'<div class="field field--checkbox field--choice">.*?</div>')


def test_note_says_what_holds() -> None:
    everything = type("Everything", (forms.Form,), {"a": forms.CharField(), "b": forms.CharField()})
    single = type("Single", (forms.Form,), {"a": forms.CharField()})
    assert required_note(everything()) == "Tous les champs sont obligatoires."
    assert required_note(single()) == ""
    assert required_note(Filters()) == ""


def test_filters_are_not_called_optional() -> None:
    assert "facultatif" not in render(Filters())


def test_summary_lists_every_error_with_a_link_to_its_input() -> None:
    form = Meeting({"email": "x"})
    assert error_links(form) == [
        ErrorLink("", "Ces réponses ne vont pas ensemble."),
        ErrorLink("id_name", "Nom\u00a0: Champ requis."),
        ErrorLink("id_email", "Adresse e-mail\u00a0: Saisissez une adresse de courriel valide."),
        ErrorLink("id_rhythm_0", "Quel rythme ? Champ requis."),
        ErrorLink("id_days_0", "Jours\u00a0: Champ requis."),
        ErrorLink("id_charter", "J’accepte\u00a0: Champ requis."),
        ErrorLink("", "Jeton\u00a0: Champ requis."),
    ]
    html = render(form)
    for link in error_links(form):
        if link.anchor:
            assert f'<a href="#{link.anchor}">{link.text}</a>' in html
            assert f'id="{link.anchor}"' in html


def test_summary_takes_the_focus_and_is_announced() -> None:
    summary = element(render(Meeting({})), r'<div class="error-summary"[^>]*>')
    assert summary == '<div class="error-summary" role="alert" tabindex="-1" autofocus data-error-summary>'
    assert "error-summary" not in render(Meeting())


def test_typed_text_is_escaped() -> None:
    html = render(Meeting({"name": "<script>", "rhythm": "<b>"}))
    assert "<script>" not in html
    assert "<b>" not in html


def test_first_input_of_every_kind_exists() -> None:
    class Kinds(Meeting):
        document = forms.FileField(label="Document")
        born_on = forms.DateField(label="Date", widget=forms.SelectDateWidget)

    form = Kinds()
    html = render(form)
    for field in form.visible_fields():
        assert f'id="{first_input_id(field)}"' in html


def test_whole_form_by_tag_has_its_token_and_buttons() -> None:
    form = Filters()
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.add_input(Submit("send", "Envoyer"))  # type: ignore[attr-defined]
    html = render(form, TAG)
    assert '<form method="post" novalidate>' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert '<button type="submit" name="send" value="Envoyer" class="button' in html
    assert html.count('class="field ') == 2


def test_layout_groups_the_fields() -> None:
    form = Filters()
    form.helper = FormHelper()  # type: ignore[attr-defined]
    form.helper.layout = Layout(Fieldset("Où chercher", Row("words", css_class="wide"), Div("city", css_id="place"), HTML("<p>Fin</p>")))  # type: ignore[attr-defined]
    html = render(form, TAG)
    assert '<legend>Où chercher</legend> <div class="form__row wide">' in html
    assert '<div id="place"' in html
    assert "<p>Fin</p>" in html


def test_formset_has_its_management_form() -> None:
    html = render(forms.formset_factory(Filters, extra=2)())
    assert 'name="form-TOTAL_FORMS"' in html
    assert html.count('class="form__group"') == 2


@pytest.mark.parametrize("template", [PACK, TAG])
def test_file_form_says_so(template: Template) -> None:
    form = type("Upload", (forms.Form,), {"document": forms.FileField(label="Document")})()
    form.helper = FormHelper()
    assert 'type="file"' in render(form, template)
    assert ("multipart/form-data" in render(form, template)) is (template is TAG)
