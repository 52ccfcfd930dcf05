from decimal import Decimal

from advocacy.charts.bars import Bar, draw_bars


def test_longest_bar_leaves_room_for_its_value() -> None:
    chart = draw_bars([Bar("Culturelle", Decimal(66), "66 %"), Bar("Sportive", Decimal(33), "33 %")])
    assert [bar.width for bar in chart.bars] == ["72.00%", "36.00%"]


def test_shares_of_a_hundred_keep_one_scale_from_chart_to_chart() -> None:
    widths = [bar.width for bar in draw_bars([Bar("Guinée", Decimal(17), "17 %")], full_scale=Decimal(100)).bars]
    assert widths == ["12.24%"]


def test_bars_follow_one_another_under_their_labels() -> None:
    chart = draw_bars([Bar("A", Decimal(1), "1"), Bar("Une étiquette assez longue pour tenir sur deux lignes", Decimal(1), "1")])
    first, second = chart.bars
    assert [line.text for line in second.lines] == ["Une étiquette assez longue pour tenir", "sur deux lignes"]
    assert first.top < first.top + chart.bar_height < second.lines[0].y < second.lines[1].y < second.top
    assert chart.height == second.top + chart.bar_height


def test_a_true_zero_is_a_bar_and_a_gap_is_none() -> None:
    zero, gap = draw_bars([Bar("Zéro", Decimal(0), "0"), Bar("Manquant", None, "non communiqué")]).bars
    assert (zero.width, zero.is_gap) == ("0.00%", False)
    assert (gap.width, gap.is_gap) == ("0.00%", True)


def test_a_chart_without_bars_has_no_height() -> None:
    assert draw_bars([]).height == 0
