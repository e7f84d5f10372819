"""The fixed vocabulary of the synthetic archive, and how often each word is drawn.

Prose that is drawn word by word from a Zipf-like distribution over a long vocabulary gives a search index whose number
of distinct words, and whose size before and after compression, are close to those of real summaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from random import Random

FREQUENT = """
the of and to a in is that for it as with on by this are from be which at an or not but we can have more its than
when one their they each these all has so over only other into two such where no between both same most then first
model data training attention network language layers image large learning tokens text each while after without
results method task pretraining input output sequence representation encoder decoder parameters loss objective weights
batch gradient function number small still just because does what how many few much less even before under through
about there if them was were been also may would should could every any several some out up down again further
once here why new second third third-party well better worse best fast slow long short high low deep shallow wide narrow
authors report show find argue compare measure train evaluate predict generate learn scale transfer freeze tune
paper baseline benchmark accuracy error score margin gain cost compute memory speed budget size length depth width
transformer convolution recurrent embedding vector matrix space feature signal noise sample distribution prior posterior
likelihood entropy bound variance bias norm rank kernel query key value head block residual projection positional mask
vision speech audio video frame patch pixel word phrase sentence document corpus vocabulary question answer translation
summary dialogue retrieval classification segmentation detection recognition generation compression reconstruction
contrastive supervised self-supervised unsupervised generative discriminative autoregressive bidirectional causal latent
discrete continuous sparse dense linear quadratic convex stochastic random deterministic robust efficient universal
teacher student expert mixture ensemble momentum optimizer schedule regularization dropout normalization augmentation
dataset split label class target source domain shift generalization overfitting capacity inductive invariance
equivariance symmetry graph tree node edge cluster neighbour distance similarity alignment correlation redundancy
reward policy agent environment action state value-based exploration planning simulation robot control
hypothesis claim doubt evidence ablation experiment setting protocol replication limitation caveat trade-off
human reader month year question idea reason answer example case detail figure table section line step rule
early late recent earlier previous next final initial single double half whole partial full complete empty
simple complex hard easy clear plain direct indirect exact rough strong weak stable unstable useful careful honest
grow shrink rise fall keep drop add remove replace combine share split mix match fit follow lead hold stand lean
increase decrease improve degrade converge diverge collapse recover remain depend suggest explain describe assume
question-answering fine-tuning zero-shot few-shot end-to-end state-of-the-art low-resource high-resolution multi-head
probability expectation approximation estimation inference sampling decoding encoding masking ordering routing pooling
theory proof theorem lemma analysis derivation intuition mechanism sketch picture diagram equation symbol notation
hardware accelerator device cluster-wide throughput latency bandwidth precision quantization pruning distillation
public private open closed released official unofficial available reproducible independent external internal common rare
""".split()
"""Real words, the most frequent first."""

TITLE_ADJECTIVES = """
Sparse Dense Latent Causal Frozen Hierarchical Contrastive Equivariant Robust Efficient Universal Adaptive Masked
Discrete Continuous Recursive Generative Implicit Stochastic Modular Scalable Calibrated Bilinear Spectral Structured
Self-Supervised Low-Rank Few-Shot Multimodal Autoregressive
""".split()

TITLE_NOUNS = """
Attention Transformers Pretraining Representations Autoencoders Distillation Retrieval Prompting Inference Diffusion
Segmentation Translation Compression Alignment Planning Optimization Regularization Tokenization Quantization
Embeddings Kernels Gradients Ensembles Memory Routing Exploration Calibration Generalization Reasoning Perception
Speech Video Language Graphs Sequences Policies Rewards Augmentation Normalization Curricula
""".split()

GIVEN_NAMES = """
Ada Amir Ana Anders Anjali Bela Boris Carla Chen Chiara Dmitri Elena Emeka Fatima Felix Grace Hana Hiro Ines Ivan
Jun Kofi Lars Leila Lin Marek Maya Mei Nadia Nikolai Olga Omar Paolo Priya Ravi Rosa Samir Sofia Tariq Tomas Uma Vera
Wei Xin Yara Yuki Zainab André Chloé François Gülay Héctor João Jörg Lučia Noël Søren Stéphane Zoë
""".split()

_ONSETS = "b d f g h k l m n p r s t v z br dr kl pl st tr".split()
_VOWELS = "a e i o u ia".split()
_CODAS = ["", "", "n", "r", "l", "s", "m", "x"]
_RARE_WORDS = 14_500
_EXPONENT, _SHIFT = 1.2, 2.7
"""Of Zipf's law with Mandelbrot's shift. Chosen so that ten pages have as many distinct words as ten real summaries,
and a thousand pages about fourteen thousand."""


def invented_word(rng: Random, syllables: int) -> str:
    """A pronounceable lower-case ASCII word that nobody uses."""
    return "".join(rng.choice(_ONSETS) + rng.choice(_VOWELS) for _ in range(syllables)) + rng.choice(_CODAS)


def _rare_words() -> Iterator[str]:
    rng = Random("the vocabulary is the same for every seed")
    for _ in range(_RARE_WORDS):
        yield invented_word(rng, rng.choice((2, 3, 3)))


VOCABULARY: tuple[str, ...] = tuple(dict.fromkeys([*FREQUENT, *_rare_words()]))
"""Every word once, the most frequent first."""

CUMULATIVE_WEIGHTS: tuple[float, ...] = tuple(
    accumulate((rank + _SHIFT) ** -_EXPONENT for rank in range(1, len(VOCABULARY) + 1))
)
"""For `random.choices`."""
