from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Comptes"

    def ready(self) -> None:
        # Imported late: it reads the settings.
        from accounts.keys import read_ring

        read_ring()
