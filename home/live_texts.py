"""The live words of many pages at once, whatever their types: never those of a draft or of the search index."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Field, QuerySet, TextField, Value
from django.db.models.functions import Cast
from wagtail.fields import StreamField
from wagtail.models import Page

from home.bases import BasePage


@dataclass(frozen=True)
class LiveTexts:
    """What is written in a page of a type, as it is stored: equal where the words are."""

    model: type[BasePage]
    texts: tuple[str, ...]

    def as_page(self, title: str) -> BasePage:
        """A page of these words, whose other fields have their defaults."""
        return self.model(title=title, **{field.name: text for field, text in zip(_text_fields(self.model), self.texts, strict=False)})


def with_live_texts(pages: Sequence[Page]) -> list[tuple[Page, LiveTexts]]:
    """The pages with what is written in them, in the same order and in one query. Those of no type of ours are left out."""
    by_model: dict[type[BasePage], list[Page]] = defaultdict(list)
    for page in pages:
        model = page.specific_class
        if model is not None and issubclass(model, BasePage):
            by_model[model].append(page)
    if not by_model:
        return []
    models = list(by_model)
    width = max(len(_text_fields(model)) for model in models)
    queries = [_rows(model, number, by_model[model], width) for number, model in enumerate(models)]
    rows = queries[0].union(*queries[1:], all=True) if len(queries) > 1 else queries[0]
    found = {pk: LiveTexts(models[int(number)], tuple(text or "" for text in texts)) for pk, number, *texts in rows}
    return [(page, found[page.pk]) for page in pages if page.pk in found]


def _text_fields(model: type[BasePage]) -> list[Field[Any, Any]]:
    """The texts that a type of page adds to what every page has."""
    own = (field for field in model._meta.concrete_fields if field.model is not Page)
    return [field for field in own if isinstance(field, CharField | TextField | StreamField)]


def _rows(model: type[BasePage], number: int, pages: Sequence[Page], width: int) -> QuerySet[Any, tuple[Any, ...]]:
    """For each page its id, the number of its type and its texts, as many columns for every type."""
    texts = [Cast(field.name, TextField()) for field in _text_fields(model)]
    columns = [*texts, *[Value("", output_field=TextField())] * (width - len(texts))]
    rows = model._default_manager.filter(pk__in=[page.pk for page in pages]).order_by()
    named = {f"text_{place}": column for place, column in enumerate(columns)}
    return rows.annotate(type_number=Value(str(number), output_field=TextField()), **named).values_list("pk", "type_number", *named)
