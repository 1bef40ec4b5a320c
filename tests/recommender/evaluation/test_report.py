from xml.etree import ElementTree

from recommender.evaluation.report import bar_plot, main_figures, text_table

SVG = "{http://www.w3.org/2000/svg}"


def test_table_is_aligned() -> None:
    table = text_table({"als": {"hr@10": 0.5, "ndcg@10": 0.25}, "popularity": {"hr@10": 12.0, "ndcg@10": 0.125}})

    assert table.splitlines() == [
        "model         hr@10  ndcg@10",
        "----------  -------  -------",
        "als          0.5000   0.2500",
        "popularity  12.0000   0.1250",
    ]


def test_table_of_nothing_is_empty() -> None:
    assert text_table({}) == ""


def test_plot_has_one_bar_per_model_in_proportion() -> None:
    root = ElementTree.fromstring(bar_plot("NDCG", {"a": 0.1, "b": 0.2}, {"b": 0.01}))  # noqa: S314 - our own output

    widths = [float(bar.attrib["width"]) for bar in root.iter(f"{SVG}rect")]
    assert len(widths) == 2
    assert abs(widths[1] / widths[0] - 2) < 0.01
    assert len(list(root.iter(f"{SVG}path"))) == 1


def test_plot_escapes_and_describes() -> None:
    root = ElementTree.fromstring(bar_plot("a < b", {"<x>": 0.5}))  # noqa: S314 - our own output

    assert root.findtext(f"{SVG}title") == "a < b"
    assert root.findtext(f"{SVG}desc") == "<x> 0.5000"


def test_plot_of_zeros_is_drawn() -> None:
    assert "0.0000" in bar_plot("NDCG", {"a": 0.0})


def test_a_screen_shows_the_main_figures() -> None:
    row = {"hr@10": 0.5, "recall@50": 0.9, "ndcg@100": 0.4, "users_cold": 3, "chosen": [], "ndcg@10_cold": 0.1}

    assert main_figures(row) == {"hr@10": 0.5, "ndcg@10_cold": 0.1}
