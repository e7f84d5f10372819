"""Entries as references: BibTeX on the left, HTML on the right."""

# Rows are read side by side.

from __future__ import annotations

from dataclasses import replace

import pytest

from shortlist.citations.references import format_entry, short_name
from shortlist.model import Entry, Person
from shortlist.problems import Place
from tests.citations.records import entry

SHAPES = [
    # Kinds of works
    (
        "@article{k, author={Hinton, Geoffrey}, title={Parts}, journal={Neural Computation}, volume={35}, number={3},"
        " pages={413--452}, year={2023}}",
        "Geoffrey Hinton. Parts. <i>Neural Computation</i> 35(3): 413–452, 2023.",
    ),
    (
        "@inproceedings{k, author={Du, Z.}, title={GLM}, booktitle={Proceedings of ACL}, pages={320--335}, year={2022}}",
        "Z. Du. GLM. In <i>Proceedings of ACL</i>, pp. 320–335, 2022.",
    ),
    (
        "@inproceedings{k, author={Nash, C.}, title={Images}, booktitle={ICML}, series={PMLR}, volume={139},"
        " pages={7958--7968}, publisher={PMLR}, year={2021}}",
        "C. Nash. Images. In <i>ICML</i>, PMLR 139, pp. 7958–7968, 2021.",
    ),
    (
        "@conference{k, author={Du, Z.}, title={GLM}, booktitle={NeurIPS}, volume={33}, year={2020}}",
        "Z. Du. GLM. In <i>NeurIPS</i>, vol. 33, 2020.",
    ),
    (
        "@inproceedings{k, author={Du, Z.}, editor={Li, A. and Wu, B.}, title={GLM}, booktitle={ACL}, year={2022}}",
        "Z. Du. GLM. In A. Li and B. Wu (eds.), <i>ACL</i>, 2022.",
    ),
    (
        "@book{k, author={Goodfellow, Ian}, title={Deep Learning}, publisher={MIT Press}, edition={Second}, year={2016}}",
        "Ian Goodfellow. Deep Learning. <i>MIT Press</i>, Second edition, 2016.",
    ),
    (
        "@book{k, editor={Li, A.}, title={All}, publisher={MIT Press}, year={2016}}",
        "A. Li (ed.). All. <i>MIT Press</i>, 2016.",
    ),
    (
        "@book{k, author={Knuth, D.}, title={TAOCP}, publisher={AW}, volume={3}, year={1973}}",
        "D. Knuth. TAOCP. <i>AW</i>, vol. 3, 1973.",
    ),
    (
        "@proceedings{k, editor={Li, A. and Wu, B.}, title={ACL}, year={2022}}",
        "A. Li and B. Wu (eds.). ACL. 2022.",
    ),
    (
        "@incollection{k, author={Barlow, H.}, editor={Rosenblith, W.}, title={Principles}, booktitle={Sensory Communication},"
        " pages={217--234}, publisher={MIT Press}, year={1961}}",
        "H. Barlow. Principles. In W. Rosenblith (ed.), <i>Sensory Communication</i>, pp. 217–234, MIT Press, 1961.",
    ),
    (
        "@inbook{k, author={Bishop, C.}, title={PRML}, chapter={3}, pages={137}, publisher={Springer}, year={2006}}",
        "C. Bishop. PRML. chapter 3, p. 137, <i>Springer</i>, 2006.",
    ),
    (
        "@phdthesis{k, author={Kingma, Durk}, title={Deep}, school={University of Amsterdam}, year={2017}}",
        "Durk Kingma. Deep. PhD thesis, <i>University of Amsterdam</i>, 2017.",
    ),
    (
        "@mastersthesis{k, author={Krause, A.}, title={Flat}, school={TUM}, year={2016}}",
        "A. Krause. Flat. Master’s thesis, <i>TUM</i>, 2016.",
    ),
    (
        "@thesis{k, author={Krause, A.}, title={Flat}, type={bathesis}, institution={TUM}, year={2016}}",
        "A. Krause. Flat. Bachelor’s thesis, <i>TUM</i>, 2016.",
    ),
    (
        "@phdthesis{k, author={Krause, A.}, title={Flat}, type={Habilitation}, school={TUM}, year={2016}}",
        "A. Krause. Flat. Habilitation, <i>TUM</i>, 2016.",
    ),
    (
        "@techreport{k, author={Radford, Alec}, title={GPT}, institution={OpenAI}, number={2018-1}, year={2018}}",
        "Alec Radford. GPT. Technical report 2018-1, <i>OpenAI</i>, 2018.",
    ),
    (
        "@report{k, author={Radford, Alec}, title={GPT}, type={resreport}, institution={OpenAI}, year={2018}}",
        "Alec Radford. GPT. Research report, <i>OpenAI</i>, 2018.",
    ),
    (
        "@software{k, author={Bradbury, James}, title={JAX}, version={0.3.13}, url={https://jax.dev}, year={2018}}",
        'James Bradbury. <a href="https://jax.dev">JAX</a>. Software, version 0.3.13, 2018.',
    ),
    (
        "@dataset{k, author={Deng, J.}, title={ImageNet}, publisher={Stanford}, year={2009}}",
        "J. Deng. ImageNet. Data set, <i>Stanford</i>, 2009.",
    ),
    (
        "@online{k, author={Karpathy, A.}, title={Recipe}, url={https://karpathy.io/a}, year={2019}}",
        'A. Karpathy. <a href="https://karpathy.io/a">Recipe</a>. 2019.',
    ),
    (
        "@misc{k, author={Olah, C.}, title={LSTM}, howpublished={Blog post}, year={2015}}",
        "C. Olah. LSTM. <i>Blog post</i>, 2015.",
    ),
    ("@manual{k, organization={NVIDIA}, title={CUDA}, year={2021}}", "NVIDIA. CUDA. 2021."),
    ("@unpublished{k, author={Hinton, G.}, title={Lecture}, note={Slides}, year={2012}}", "G. Hinton. Lecture. 2012."),
    # Journals with less
    ("@article{k, author={A, B}, title={T}, journal={J}, year={2001}}", "B A. T. <i>J</i>, 2001."),
    ("@article{k, author={A, B}, title={T}, journal={J}, volume={5}, year={2001}}", "B A. T. <i>J</i> 5, 2001."),
    (
        "@article{k, author={A, B}, title={T}, journal={J}, volume={5}, pages={9}, year={2001}}",
        "B A. T. <i>J</i> 5: 9, 2001.",
    ),
    (
        "@article{k, author={A, B}, title={T}, journal={J}, volume={5}, eid={e9}, year={2001}}",
        "B A. T. <i>J</i> 5: e9, 2001.",
    ),
    ("@article{k, author={A, B}, title={T}, journal={J}, number={5}, year={2001}}", "B A. T. <i>J</i>, no. 5, 2001."),
    (
        "@article{k, author={A, B}, title={T}, journal={J}, pages={5-9}, year={2001}}",
        "B A. T. <i>J</i>, pp. 5–9, 2001.",
    ),
    ("@article{k, author={A, B}, title={T}, pages={5,9}, year={2001}}", "B A. T. pp. 5,9, 2001."),
    # People
    ('@misc{k, author={van den Oord, A{\\"a}ron}, title={T}, year={2001}}', "Aäron van den Oord. T. 2001."),
    ("@misc{k, author={Logan, IV, Robert L.}, title={T}, year={2001}}", "Robert L. Logan IV. T. 2001."),
    ("@misc{k, author={{OpenAI}}, title={T}, year={2001}}", "OpenAI. T. 2001."),
    ("@misc{k, author={Lu\\v{c}i\\'c, Mario}, title={T}, year={2001}}", "Mario Lučić. T. 2001."),
    ("@misc{k, author={King, Jr., Martin}, title={T}, year={2001}}", "Martin King Jr. T. 2001."),
    ("@misc{k, author={A, B and C, D}, title={T}, year={2001}}", "B A and D C. T. 2001."),
    ("@misc{k, author={A, B and C, D and E, F}, title={T}, year={2001}}", "B A, D C and F E. T. 2001."),
    ("@misc{k, author={A and B and C and D and E and F}, title={T}, year={2001}}", "A, B, C, D, E and F. T. 2001."),
    (
        "@misc{k, author={A and B and C and D and E and F and G}, title={T}, year={2001}}",
        "A, B, C, D, E, F, et al. T. 2001.",
    ),
    ("@misc{k, author={A and others}, title={T}, year={2001}}", "A et al. T. 2001."),
    ("@misc{k, author={A and B and others}, title={T}, year={2001}}", "A, B, et al. T. 2001."),
    # Titles
    ("@misc{k, author={A}, title={{BERT} and {GPT-2}: a Look}, year={2001}}", "A. BERT and GPT-2: a Look. 2001."),
    ("@misc{k, author={A}, title={Why?}, year={2001}}", "A. Why? 2001."),
    (
        "@misc{k, author={A}, title={Now!}, url={https://x.org}, year={2001}}",
        'A. <a href="https://x.org">Now!</a> 2001.',
    ),
    ("@misc{k, author={A}, title={Et al.}, year={2001}}", "A. Et al. 2001."),
    ("@misc{k, author={A}, title={Na{\\\"\\i}ve \\& ``new''}, year={2001}}", "A. Naïve &amp; “new”. 2001."),
    (
        "@misc{k, author={A}, title={In $n$ days}, year={2001}}",
        'A. In <math><semantics><mrow><mi>n</mi></mrow><annotation encoding="application/x-tex">n</annotation></semantics></math>'
        " days. 2001.",
    ),
    # Addresses: the best for the title, at most one DOI and one arXiv id
    (
        "@misc{k, author={A}, title={T}, doi={10.1000/x}, eprint={2103.10360}, archiveprefix={arXiv}, url={https://x.org}, year={2001}}",
        'A. <a href="https://doi.org/10.1000/x">T</a>. 2001. <a href="https://doi.org/10.1000/x">doi:10.1000/x</a>, '
        '<a href="https://arxiv.org/abs/2103.10360">arXiv:2103.10360</a>',
    ),
    (
        "@misc{k, author={A}, title={T}, eprint={2103.10360v2}, archiveprefix={arXiv}, url={https://x.org}, year={2001}}",
        'A. <a href="https://arxiv.org/abs/2103.10360">T</a>. 2001. <a href="https://arxiv.org/abs/2103.10360">arXiv:2103.10360</a>',
    ),
    (
        "@misc{k, author={A}, title={T}, eprint={cs/0112017}, archiveprefix={arXiv}, year={2001}}",
        'A. <a href="https://arxiv.org/abs/cs/0112017">T</a>. 2001. <a href="https://arxiv.org/abs/cs/0112017">arXiv:cs/0112017</a>',
    ),
    (
        "@misc{k, author={A}, title={T}, url={https://arxiv.org/abs/2103.10360}, year={2001}}",
        'A. <a href="https://arxiv.org/abs/2103.10360">T</a>. 2001. <a href="https://arxiv.org/abs/2103.10360">arXiv:2103.10360</a>',
    ),
    (
        "@article{k, author={A}, title={T}, journal={arXiv preprint arXiv:2103.10360}, eprint={2103.10360},"
        " archiveprefix={arXiv}, year={2001}}",
        'A. <a href="https://arxiv.org/abs/2103.10360">T</a>. 2001. <a href="https://arxiv.org/abs/2103.10360">arXiv:2103.10360</a>',
    ),
    (
        "@article{k, author={A}, title={T}, journal={CoRR}, volume={abs/2103.10360}, eprint={2103.10360},"
        " archiveprefix={arXiv}, year={2001}}",
        'A. <a href="https://arxiv.org/abs/2103.10360">T</a>. 2001. <a href="https://arxiv.org/abs/2103.10360">arXiv:2103.10360</a>',
    ),
    (
        "@misc{k, author={A}, title={T}, doi={https://doi.org/10.1002/(SICI)1097<1::AID>3.0;2-#}, year={2001}}",
        'A. <a href="https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0;2-%23">T</a>. 2001. '
        '<a href="https://doi.org/10.1002/(SICI)1097%3C1::AID%3E3.0;2-%23">doi:10.1002/(SICI)1097&lt;1::AID&gt;3.0;2-#</a>',
    ),
    (
        "@misc{k, author={A}, title={T}, howpublished={\\url{https://x.org/a_b}}, url={https://x.org/a_b?c=d&e=f}, year={2001}}",
        'A. <a href="https://x.org/a_b?c=d&amp;e=f">T</a>. 2001.',
    ),
    # What is missing is left out
    ("@misc{k, title={T}}", "T. n.d."),
    ("@misc{k, author={A}, year={2001}}", "A. 2001."),
    (
        "@misc{k, url={https://x.org/?a=b&c=d}}",
        '<a href="https://x.org/?a=b&amp;c=d">https://x.org/?a=b&amp;c=d</a>. n.d.',
    ),
    ("@misc{k, doi={10.1000/x}}", 'n.d. <a href="https://doi.org/10.1000/x">doi:10.1000/x</a>'),
    ("@inproceedings{k, author={A}, title={T}, pages={3}}", "A. T. p. 3, n.d."),
    ("@phdthesis{k, author={A}, title={T}}", "A. T. PhD thesis, n.d."),
    ("@article{k, author={A}, title={T}, volume={3}}", "A. T. vol. 3, n.d."),
    ("@incollection{k, author={A}, editor={B}, title={T}}", "A. T. n.d."),
    ("@misc{k, author={A}, title={T}, year={in press}}", "A. T. n.d."),
    ("@misc{k, note={x}}", "n.d."),
]

SHORT = [
    ("@misc{k, author={Hinton, Geoffrey}, year={2021}}", "Hinton, 2021"),
    ("@misc{k, author={Cordonnier, J.-B. and Loukas, A.}, year={2020}}", "Cordonnier & Loukas, 2020"),
    ("@misc{k, author={Wang, S. and Li, B. and Ma, H.}, year={2019}}", "Wang et al., 2019"),
    ("@misc{k, author={Wang, S. and others}, year={2019}}", "Wang et al., 2019"),
    ("@misc{k, author={van den Oord, A.}}", "van den Oord, n.d."),
    ("@misc{k, author={{OpenAI}}, year={2023}}", "OpenAI, 2023"),
    ("@book{k, editor={Rosenblith, W.}, year={1961}}", "Rosenblith, 1961"),
    ("@manual{k, organization={NVIDIA}, title={CUDA}, year={2021}}", "NVIDIA, 2021"),
    ("@misc{k, title={A Title}, year={2021}}", "A Title, 2021"),
    ("@misc{k, year={2021}}", "k, 2021"),
]


@pytest.mark.parametrize(("bibtex", "html"), SHAPES)
def test_reference(bibtex: str, html: str) -> None:
    assert format_entry(entry(bibtex)) == html
    traces_of_what_is_missing = ("None", ". .", "..", ", ,", ",,", " ,", " .", "()", "  ", "<i></i>", "></a>")
    assert not [trace for trace in traces_of_what_is_missing if trace in html]


@pytest.mark.parametrize(("bibtex", "name"), SHORT)
def test_short_name(bibtex: str, name: str) -> None:
    assert short_name(entry(bibtex)) == name


def test_an_entry_is_formatted_once() -> None:
    entry = Entry("k", "misc", {}, Place("r.bib"), authors=(Person("A"),), title="T", year=2001)
    assert format_entry(entry) is format_entry(replace(entry))
    assert short_name(entry) is short_name(replace(entry))
