"""The way in for a bénévole to be: three steps, whose answers wait in a draft, then django-allauth's sign-up."""

from typing import Any, Final

from allauth.account.views import SignupView
from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from volunteers import sign_ups
from volunteers.forms.sign_up import UNDER_SIXTEEN, AboutForm, SignUpForm, WhatForm, WhoForm, answers_of
from volunteers.models import Mission, SignUpDraft, WelcomeSettings
from volunteers.profiles import AgeBand

STEPS: Final[dict[int, type[forms.Form]]] = {1: WhoForm, 2: WhatForm, 3: AboutForm}
LAST: Final = 3
LONGEST_ANSWER: Final = 2000
MOST_VALUES: Final = 60
NOT_ANSWERS: Final = ("csrfmiddlewaretoken", "back")


class SignUpView(SignupView):
    """`/benevoles/inscription/`: django-allauth's own view, for its limits, its silence on known addresses and its codes.

    The first step makes the draft, and the address of the next ones holds its signed id. No step says whether the address is known.
    """

    template_name = "volunteers/sign_up.html"
    draft: SignUpDraft | None = None
    step = 1

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "token" in kwargs:
            draft_id = sign_ups.draft_id(kwargs["token"])
            self.step = int(kwargs["step"])
            if draft_id is None:
                raise Http404
            self.draft = SignUpDraft.objects.filter(pk=draft_id).first()
            if self.draft is None:
                # Finished or forgotten: a new one begins, or the code is asked.
                return redirect("volunteer_sign_up")
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)
        # The address opens what was typed: it goes to no other site.
        response["Referrer-Policy"] = "same-origin"
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.draft and (missing := first_missing(self.draft, before=self.step)):
            return redirect(address_of(self.draft, missing))
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "back" in request.POST and self.draft:
            return redirect(address_of(self._keep(), max(self.step - 1, 1)))
        response: HttpResponseBase = super().post(request, *args, **kwargs)
        return response

    def get_form_class(self) -> type[forms.Form]:
        return STEPS[self.step]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return {**kwargs, **options_of(self.draft, self.step)}

    def get_initial(self) -> dict[str, Any]:
        """What was typed before; else, in the second step, the mission whose page was read (`?mission=`)."""
        answers = self.draft.answers if self.draft else {}
        if str(self.step) in answers:
            data = as_typed(answers[str(self.step)])
            fields = self.get_form_class()(**options_of(self.draft, self.step)).fields
            return {name: field.widget.value_from_datadict(data, {}, name) for name, field in fields.items()}
        wished = Mission.objects.open().filter(slug=answers.get("mission", "")) if self.step == 2 else []
        return {"missions": wished}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        is_begun = self.draft is not None or "token" not in self.kwargs
        action = self.request.get_full_path() if is_begun else reverse("volunteer_sign_up")
        context["closed"] = WelcomeSettings.load().closed_words(timezone.localdate())
        return {**context, "step": self.step, "numbers": range(1, LAST + 1), "is_last": self.step == LAST, "action": action}

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        if self.step == 1 and self.draft and form.has_error("age_band", UNDER_SIXTEEN):
            self.draft.delete()
            self.draft = None
        response: HttpResponse = super().form_invalid(form)
        return response

    def form_valid(self, form: forms.Form) -> HttpResponse:
        draft = self._keep(email=form.cleaned_data.get("email"))
        if self.step < LAST:
            return redirect(address_of(draft, self.step + 1))
        missing = first_missing(draft, before=LAST + 1)
        return redirect(address_of(draft, missing)) if missing else self._finish(draft)

    def _finish(self, draft: SignUpDraft) -> HttpResponse:
        cleaned: dict[str, Any] = {}
        for step in STEPS:
            form = filled_form(draft, step)
            form.is_valid()
            cleaned.update(form.cleaned_data)
        account = SignUpForm({name: cleaned[name] for name in ("email", "first_name", "last_name")}, answers=answers_of(cleaned))
        if not account.is_valid():
            return redirect(address_of(draft, 1))
        response: HttpResponse = super().form_valid(account)
        draft.delete()
        return response

    def _keep(self, *, email: str | None = None) -> SignUpDraft:
        """Writes the step in the draft as it was typed, right or wrong."""
        now = timezone.now()
        draft = self.draft or SignUpDraft(begun_at=now, answers={"mission": self.request.GET.get("mission", "")[:50]})
        typed = list(self.request.POST.lists())[:MOST_VALUES]
        kept = {name: [value[:LONGEST_ANSWER] for value in values[:MOST_VALUES]] for name, values in typed if name not in NOT_ANSWERS}
        draft.answers = {**draft.answers, str(self.step): kept}
        draft.email = email or draft.email
        draft.changed_at = now
        draft.save()
        return draft


def options_of(draft: SignUpDraft | None, step: int) -> dict[str, Any]:
    """What a step's form is told of the steps before."""
    if step != LAST or draft is None:
        return {}
    return {"is_minor": draft.answers.get("1", {}).get("age_band") == [AgeBand.MINOR.value]}


def filled_form(draft: SignUpDraft, step: int) -> forms.Form:
    return STEPS[step](as_typed(draft.answers.get(str(step), {})), **options_of(draft, step))


def first_missing(draft: SignUpDraft, *, before: int) -> int | None:
    """The first step whose answers would be refused now; a mission may have closed in between."""
    return next((step for step in range(1, before) if not filled_form(draft, step).is_valid()), None)


def address_of(draft: SignUpDraft, step: int) -> str:
    return reverse("volunteer_sign_up_step", args=[sign_ups.token_of(draft), step])


def as_typed(answers: dict[str, list[str]]) -> QueryDict:
    """The answers of a step as the browser sent them."""
    data = QueryDict(mutable=True)
    for name, values in answers.items():
        data.setlist(name, values)
    return data


sign_up = SignUpView.as_view()
