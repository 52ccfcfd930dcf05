"""People who can sign in. Everybody lives at `@demo.test` and has the password `PASSWORD`."""

import factory
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group

from accounts.models import User
from accounts.roles import Role

PASSWORD = "étoile-polaire-14"


class UserFactory(factory.django.DjangoModelFactory[User]):
    """Traits: `coordinator`, `treasurer`, `communication`, `superuser`; `verified=False` leaves the e-mail unconfirmed."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        coordinator = factory.Trait(role=Role.COORDINATOR)
        treasurer = factory.Trait(role=Role.TREASURER)
        communication = factory.Trait(role=Role.COMMUNICATION)
        superuser = factory.Trait(is_superuser=True, is_staff=True)

    email = factory.Sequence(lambda n: f"personne-{n}@demo.test")
    first_name = factory.Sequence(lambda n: f"Prénom{n}")
    last_name = "Fictif"
    password = factory.django.Password(PASSWORD)

    @factory.post_generation
    def role(self: User, create: bool, role: Role | None) -> None:
        if role:
            self.groups.add(Group.objects.get_or_create(name=role.value)[0])

    @factory.post_generation
    def verified(self: User, create: bool, verified: bool | None) -> None:
        EmailAddress.objects.create(user=self, email=self.email, primary=True, verified=verified is not False)
