"""Why a donor cannot go on to the payment page. Each holds the French sentence to show."""


class CheckoutError(Exception):
    """Nothing was charged; the gift's row stays as it was."""

    sentence = "Le paiement n’a pas pu commencer."

    def __init__(self) -> None:
        super().__init__(self.sentence)


class CheckoutUnavailableError(CheckoutError):
    """Stripe is down, slow, or refuses our request. The same form may be sent again: it will charge once."""

    sentence = (
        "Notre prestataire de paiement ne répond pas en ce moment. Rien n’a été débité, et ce que vous avez écrit est gardé : "
        "vous pouvez valider à nouveau dans quelques instants, vous ne serez débité·e qu’une fois."
    )


class GivingPausedError(CheckoutUnavailableError):
    """The treasurer has closed giving online."""

    sentence = "Les dons en ligne sont suspendus pour le moment. Rien n’a été débité\u00a0: vous pouvez donner par virement."


class CheckoutClosedError(CheckoutError):
    """The payment page of this gift is closed for good; the form must be sent afresh."""

    sentence = "Cette page est restée ouverte trop longtemps. Rien n’a été débité : vérifiez le montant, puis validez à nouveau."


class EmailRefusedError(CheckoutError):
    """Stripe does not accept the donor's e-mail address."""

    sentence = "Notre prestataire de paiement n’accepte pas cette adresse e-mail. Vérifiez-la, ou donnez-en une autre."


class AlreadyPaidError(CheckoutError):
    """The form was sent again after its gift was paid."""

    sentence = "Ce don est déjà payé. Merci !"


class OutcomeMismatchError(Exception):
    """Stripe speaks of a payment that is not the gift's: another amount or currency. Somebody must look."""


class NotFromStripeError(Exception):
    """What was posted to the webhook cannot be trusted to be an event of our Stripe account, in our mode, sent just now."""
