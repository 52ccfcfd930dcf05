"""People who can sign in. Everybody lives at `@demo.test` and has the password `PASSWORD`."""

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role

PASSWORD = "étoile-polaire-14"


def give_role(user: User, role: Role, *, wanted: bool) -> None:
    if wanted:
        user.groups.add(Group.objects.get_or_create(name=role.value)[0])


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Traits: `coordinator`, `treasurer`, `communication`, `superuser`; `verified=False` leaves the e-mail unconfirmed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        superuser = factory.Trait(is_superuser=True, is_staff=True)

    email = factory.Sequence(lambda n: f"personne-{n}@demo.test")
    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = "Fictif"
    password = factory.django.Password(PASSWORD)

    # A trait may not set what is done after the row exists: each role is its own step.
    coordinator = factory.PostGeneration(lambda user, create, wanted: give_role(user, Role.COORDINATOR, wanted=bool(wanted)))
    treasurer = factory.PostGeneration(lambda user, create, wanted: give_role(user, Role.TREASURER, wanted=bool(wanted)))
    communication = factory.PostGeneration(lambda user, create, wanted: give_role(user, Role.COMMUNICATION, wanted=bool(wanted)))

    @factory.post_generation
    def verified(self: User, create: bool, verified: bool | None) -> None:
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=verified is not False)
