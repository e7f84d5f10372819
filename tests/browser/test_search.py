"""Search across issues: what a reader types, and what must come first."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

# Query → address of the first hit.
QUERIES = [
    # An exact title, whole or up to its colon.
    ("GLM: General Language Model Pretraining with Autoregressive Blank Infilling", "2021-04/glm/"),
    ("GPT Understands, Too", "2021-04/p-tuning/"),
    ("Frozen Pretrained Transformers as Universal Computation Engines", "2021-04/universal-computation-engines/"),
    ("Generating Images with Sparse Representations", "2021-04/dctransformer/"),
    ("ViViT: A Video Vision Transformer", "2021-04/vivit/"),
    ("ViViT", "2021-04/vivit/"),
    ("Perceiver: General Perception with Iterative Attention", "2021-04/perceiver/"),
    ("Perceiver", "2021-04/perceiver/"),
    ("Attention is Not All You Need", "2021-04/rank-collapse/"),
    ("Variable-rate discrete representation learning", "2021-04/variable-rate-speech/"),
    ("Barlow Twins: Self-Supervised Learning via Redundancy Reduction", "2021-04/barlow-twins/"),
    ("barlow twins", "2021-04/barlow-twins/"),
    ("How to represent part-whole hierarchies in a neural network", "2021-04/glom/"),
    ("The Power of Scale for Parameter-Efficient Prompt Tuning", "2021-05/prompt-tuning/"),
    ("RoFormer", "2021-05/roformer/"),
    ("SimCSE", "2021-05/simcse/"),
    ("BEIR", "2021-05/beir/"),
    ("Emerging Properties in Self-Supervised Vision Transformers", "2021-05/dino/"),
    ("An Empirical Study of Training Self-Supervised Vision Transformers", "2021-05/moco-v3/"),
    ("EfficientNetV2", "2021-05/efficientnetv2/"),
    ("MDETR", "2021-05/mdetr/"),
    ("Image Super-Resolution via Iterative Refinement", "2021-05/sr3/"),
    ("Carbon Emissions and Large Neural Network Training", "2021-05/carbon/"),
    ("VICReg", "2021-06/vicreg/"),
    ("True Few-Shot Learning with Language Models", "2021-06/true-few-shot/"),
    ("Diffusion Models Beat GANs on Image Synthesis", "2021-06/guided-diffusion/"),
    ("MLP-Mixer", "2021-06/mlp-mixer/"),
    ("Pay Attention to MLPs", "2021-06/gmlp/"),
    ("FNet", "2021-06/fnet/"),
    ("Are Pre-trained Convolutions Better than Pre-trained Transformers", "2021-06/pretrained-convolutions/"),
    ("ByT5", "2021-06/byt5/"),
    ("CogView", "2021-06/cogview/"),
    ("SegFormer", "2021-06/segformer/"),
    # Authors, with diacritics and without.
    ("Lučić", "2021-04/vivit/"),
    ("Lucic", "2021-04/vivit/"),
    ("Mario Lučić", "2021-04/vivit/"),
    ("João Carreira", "2021-04/perceiver/"),
    ("Joao Carreira", "2021-04/perceiver/"),
    ("Stéphane Deny", "2021-04/barlow-twins/"),
    ("Stephane", "2021-04/barlow-twins/"),
    ("Stéphane", "2021-04/barlow-twins/"),
    ("Hinton", "2021-04/glom/"),
    ("Zhengxiao Du", "2021-04/glm/"),
    ("Hervé Jégou", "2021-05/dino/"),
    ("Herve Jegou", "2021-05/dino/"),
    ("Patterson", "2021-05/carbon/"),
    ("Ontañón", "2021-06/fnet/"),
    ("Ontanon", "2021-06/fnet/"),
    ("Ethan Perez", "2021-06/true-few-shot/"),
    # Tags: the page of the tag.
    ("Tokenization", "tags/tokenization/"),
    ("Self-supervision", "tags/self-supervision/"),
    ("NLP", "tags/nlp/"),
    ("Evaluation", "tags/evaluation/"),
    # A gist, and words of the text.
    ("learned vectors repeatedly queries a huge raw input", "2021-04/perceiver/"),
    ("phoneme accuracy", "2021-04/variable-rate-speech/"),
    ("tubelet", "2021-04/vivit/"),
    ("Schmitt trigger", "2021-04/variable-rate-speech/"),
    ("word counting retrieval", "2021-05/beir/"),
    ("rotation angle position", "2021-05/roformer/"),
    ("dropout twice", "2021-05/simcse/"),
    ("Fourier", "2021-06/fnet/"),
    ("bytes", "2021-06/byt5/"),
    ("Cityscapes", "2021-06/segformer/"),
    # The issue.
    ("April 2021", "2021-04/"),
    ("May 2021", "2021-05/"),
    ("June 2021", "2021-06/"),
]


def type_query(page: Page, query: str) -> None:
    """Open the search by its key and enter the query."""
    page.keyboard.press("/")
    page.get_by_role("textbox", name="Search").fill(query)


def status(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search").get_by_role("status")


def results(page: Page) -> Locator:
    return page.get_by_role("dialog", name="Search").get_by_role("listitem").get_by_role("link")


def search(page: Page, query: str) -> Locator:
    """Type a query as a reader does; the results' links, once they are there."""
    type_query(page, query)
    expect(status(page)).to_contain_text("found", timeout=10_000)
    return results(page)


@pytest.fixture(scope="module")
def opened(browser, site_url):  # One page for the whole table: its index is read once.
    context = browser.new_context(base_url=site_url)
    page = context.new_page()
    page.goto("about/")
    yield page
    context.close()


@pytest.mark.parametrize(("query", "address"), QUERIES, ids=[query for query, _ in QUERIES])
def test_the_first_hit(opened: Page, site_url: str, query: str, address: str) -> None:
    first = search(opened, query).first
    found = (first.get_attribute("href") or "").partition("#")[0].partition("?")[0]
    assert found.removeprefix(site_url) == address


def test_a_hit_leads_to_its_page(page: Page, site_url: str) -> None:
    page.goto("")
    search(page, "rank collapse").first.click()
    page.wait_for_url(f"{site_url}2021-04/rank-collapse/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Attention is Not All You Need")


def test_a_word_of_reference_lists_finds_no_summary(page: Page) -> None:
    """`Thermionic` stands in the title of a work that one summary cites, and nowhere in the summaries."""
    page.goto("")
    type_query(page, "thermionic")
    expect(status(page)).to_have_text("No page found")


@pytest.mark.parametrize("width", [360, 1280])
def test_who_searches_does_not_lose_the_place(open_page: Callable[..., Page], width: int) -> None:
    page = open_page(viewport={"width": width, "height": 800})
    page.goto("2021-04/vivit/")
    page.evaluate("scrollTo(0, 1400)")
    page.keyboard.press("/")
    expect(page.get_by_role("textbox", name="Search")).to_be_focused()
    expect(page.get_by_role("textbox", name="Search")).to_be_in_viewport()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.wait_for_function("scrollY === 1400")


def test_the_open_search_moves_nothing(page: Page) -> None:
    page.goto("2021-04/vivit/")
    places = "[...document.querySelectorAll('.sl-tabs a, main h1')].map(found => JSON.stringify(found.getBoundingClientRect()))"
    before = page.evaluate(places)
    type_query(page, "attention")
    expect(status(page)).to_contain_text("found", timeout=10_000)
    assert page.evaluate(places) == before
