import pytest
from stripe.params import EventListParams
from stripe.params.checkout import SessionCreateParams

from donations.stand_in.errors import Refusal
from donations.stand_in.parameters import read


def test_read_nests_and_types_what_the_library_encodes() -> None:
    query = (
        "mode=payment&expires_at=1800000000&allow_promotion_codes=false&metadata[gift]=12&metadata[0]=a"
        "&line_items[0][quantity]=2&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount_decimal]=12.5"
        "&expand[0]=payment_intent"
    )
    params = read(query, SessionCreateParams)
    assert params["expires_at"] == 1800000000
    assert params["allow_promotion_codes"] is False
    assert params["metadata"] == {"gift": "12", "0": "a"}
    assert params["line_items"][0]["quantity"] == 2
    assert str(params["line_items"][0]["price_data"]["unit_amount_decimal"]) == "12.5"
    assert params["expand"] == ["payment_intent"]


def test_read_takes_either_shape_of_a_union() -> None:
    assert read("created=12", EventListParams) == {"created": 12}
    assert read("created[gte]=12", EventListParams) == {"created": {"gte": 12}}


def test_read_takes_an_empty_value_where_it_unsets() -> None:
    assert read("custom_text[submit]=", SessionCreateParams) == {"custom_text": {"submit": ""}}
    assert read("branding_settings[button_color]=%23fff", SessionCreateParams) == {"branding_settings": {"button_color": "#fff"}}


@pytest.mark.parametrize(
    ("query", "param", "code"),
    [
        ("colour=red", "colour", "parameter_unknown"),
        ("payment_method_types[0]=card", "payment_method_types", "parameter_unknown"),
        ("api_key=sk_live_1", "api_key", "parameter_unknown"),
        ("payment_intent_data[colour]=red", "payment_intent_data[colour]", "parameter_unknown"),
        ("line_items[0][price_data][unit_amount]=5", "line_items[0][price_data][currency]", "parameter_missing"),
        (
            "line_items[0][price_data][currency]=eur&line_items[0][price_data][product_data][description]=x",
            "line_items[0][price_data][product_data][name]",
            "parameter_missing",
        ),
        ("expires_at=demain", "expires_at", "parameter_invalid_integer"),
        ("expires_at=12.5", "expires_at", "parameter_invalid_integer"),
        ("allow_promotion_codes=oui", "allow_promotion_codes", ""),
        ("mode=gift", "mode", ""),
        ("submit_type=", "submit_type", ""),
        ("allowed_payment_method_types[0]=shells", "allowed_payment_method_types[0]", ""),
        ("line_items=12", "line_items", ""),
        ("line_items[1][quantity]=1", "line_items", ""),
        ("line_items[0]=12", "line_items[0]", ""),
        ("metadata=12", "metadata", ""),
        ("payment_intent_data=12", "payment_intent_data", ""),
        ("cancel_url[a]=b", "cancel_url", ""),
        ("locale[a]=fr", "locale", ""),
        ("line_items[0][price_data][unit_amount_decimal]=cher", "line_items[0][price_data]", "parameter_missing"),
        ("custom_text[submit]=Bonjour", "custom_text[submit]", ""),
        ("mode=payment&mode=setup", "mode", ""),
        ("mode=payment&mode[a]=b", "mode[a]", ""),
        ("a]b[=c", "a]b[", "parameter_unknown"),
    ],
)
def test_read_refuses_as_stripe_does(query: str, param: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(query, SessionCreateParams)
    assert refused.value.param.startswith(param)
    assert refused.value.code == code
    assert refused.value.body["error"]["type"] == "invalid_request_error"


def test_read_refuses_a_decimal_that_is_none() -> None:
    with pytest.raises(Refusal) as refused:
        read("line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount_decimal]=cher", SessionCreateParams)
    assert refused.value.param == "line_items[0][price_data][unit_amount_decimal]"


def test_read_refuses_an_object_where_a_choice_of_shapes_has_none() -> None:
    with pytest.raises(Refusal) as refused:
        read("types[0][a]=b", EventListParams)
    assert refused.value.param == "types[0]"
