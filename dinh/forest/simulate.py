"""A forest that never was, with every felling and dying tree known: what settings are judged on, never the development sets.

It is meant to be unfriendly: clouds whose rim and shadow the mask misses, haze, drought that is uneven, browning that recovers,
thinning, slow and wide dying, clearings too small to report. Rule to keep: truth is made first, and scenes from the truth.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from dinh.forest import scenery
from dinh.forest.scenery import BANDS

KINDS = (
    "none",
    "clearfell",
    "thinning",
    "dieback_fast",
    "dieback_slow",
    "wide_outbreak",
    "tiny",
    "browning",
)
STABLE, DISTURBED, OTHER, IGNORED = 0, 1, 254, 255
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Plan:
    """What is to be simulated. `sensor`: `optical` (10 m) or `radar` (30 m, VV and VH in dB); `climate`: `tropical` or `temperate`."""

    seed: int = 1
    size: int = 150
    start: date = date(2020, 1, 1)
    monitor: date = date(2022, 1, 1)
    end: date = date(2024, 12, 31)
    every: int = 5
    sensor: str = "optical"
    climate: str = "tropical"
    events: int = 10
    """Patches of each kind."""
    wide: float = 0.18
    """Share of the forest that the wide outbreak takes; 0 for none."""
    hardness: float = 1.0
    """Scales what the mask misses, haze, drought and shifts of the grid; 0 is a friendly sky."""
    looks: float = 8.0
    """Equivalent number of looks of a radar scene: speckle."""
    crs: str = "EPSG:32649"
    corner: tuple[float, float] = (215000.0, 1318000.0)
    """Left and top of the ground in that system."""

    @property
    def metres(self) -> int:
        return 30 if self.sensor == "radar" else 10


@dataclass
class Truth:
    """`label` as in the development data; days are counted from 1970-01-01, -1 none."""

    label: np.ndarray
    kind: np.ndarray
    patch: np.ndarray
    last_undisturbed: np.ndarray
    first_disturbed: np.ndarray
    mortality: np.ndarray
    decline: np.ndarray
    """How many days the loss takes."""
    onset: np.ndarray
    forest: np.ndarray


@dataclass
class Simulated:
    plan: Plan
    dates: list[date]
    bands: dict[str, np.ndarray] = field(default_factory=dict)
    scl: np.ndarray | None = None
    truth: Truth | None = None


def days(when: date) -> int:
    return (when - _EPOCH).days


def simulate(plan: Plan) -> Simulated:
    random = np.random.default_rng(plan.seed)
    dates = _dates(random, plan)
    truth = _truth(random, plan)
    made = Simulated(plan, dates, truth=truth)
    (_radar if plan.sensor == "radar" else _optical)(random, plan, made)
    return made


def _dates(random: np.random.Generator, plan: Plan) -> list[date]:
    """Every pass but a few that were lost."""
    passes = range(2, (plan.end - plan.start).days, plan.every)
    return [plan.start + timedelta(day) for day in passes if random.random() > 0.08]


def _truth(random: np.random.Generator, plan: Plan) -> Truth:
    shape = (plan.size, plan.size)
    forest = scenery.covered(random, shape, 0.82, plan.size / 4)
    truth = Truth(
        label=np.where(forest, STABLE, OTHER).astype(np.uint8), kind=np.zeros(shape, np.uint8), patch=np.zeros(shape, np.int16),
        last_undisturbed=np.full(shape, -1, np.int32), first_disturbed=np.full(shape, -1, np.int32),
        mortality=np.zeros(shape, np.float32), decline=np.zeros(shape, np.float32), onset=np.full(shape, -1, np.int32), forest=forest,
    )  # fmt: skip
    free = forest.copy()
    first, last = days(plan.monitor) + 20, days(plan.end) - 90
    wide = scenery.covered(random, shape, plan.wide, plan.size / 3) & free
    if wide.any() and plan.sensor == "optical":
        _strike(
            random,
            truth,
            wide,
            5,
            random.integers(first, max(last - 200, first + 1)),
            random.uniform(60, 150),
            (0.35, 0.8),
            1,
        )
        free &= ~_grown(wide, 2)
    kinds = (1, 2, 3, 4, 6, 7) if plan.sensor == "optical" else (1, 1, 2, 6)
    for number in range(plan.events * len(kinds)):
        kind = kinds[number % len(kinds)]
        pixels = (
            random.integers(2, 5) if kind == 6 else np.exp(random.uniform(np.log(14), np.log(220)))
        )
        patch = scenery.blot(random, shape, pixels, free)
        if patch.sum() < (2 if kind == 6 else 10):
            continue
        decline = {
            3: random.uniform(45, 120),
            4: random.uniform(120, 330),
            7: random.uniform(40, 90),
        }.get(kind, random.uniform(0, 3))
        loss = {
            1: (0.85, 1.0),
            2: (0.2, 0.4),
            3: (0.35, 0.9),
            4: (0.3, 0.8),
            6: (0.7, 1.0),
            7: (0.15, 0.4),
        }[kind]
        _strike(random, truth, patch, kind, random.integers(first, last), decline, loss, number + 2)
        free &= ~_grown(patch, 3)
    edge = forest & _grown(~forest, 1)
    truth.label[edge & (truth.label == STABLE)] = IGNORED
    return truth


def _strike(
    random,
    truth: Truth,
    where: np.ndarray,
    kind: int,
    onset: int,
    decline: float,
    loss: tuple[float, float],
    patch: int,
) -> None:
    """One event. What recovers by itself is stable forest: to flag it is a mistake."""
    share = np.clip(random.uniform(*loss) + 0.08 * random.standard_normal(where.sum()), 0.05, 1)
    truth.mortality[where], truth.decline[where], truth.onset[where] = share, decline, onset
    truth.kind[where] = kind
    if kind in (6, 7):
        truth.label[where] = IGNORED if kind == 6 else STABLE
        return
    truth.label[where] = DISTURBED
    truth.patch[where] = patch
    truth.last_undisturbed[where] = onset - 1
    truth.first_disturbed[where] = onset + int(decline / 2)
    rim = _grown(where, 1) & ~where & (truth.label == STABLE)
    truth.label[rim] = IGNORED


def _grown(mask: np.ndarray, by: int) -> np.ndarray:
    from scipy.ndimage import binary_dilation

    return binary_dilation(mask, iterations=by, structure=np.ones((3, 3), bool))


def _loss(truth: Truth, day: int) -> np.ndarray:
    """Share of the crowns gone by that day. Browning comes and goes again."""
    since = (day - truth.onset) / np.maximum(truth.decline, 1)
    grown = np.where(truth.onset >= 0, np.clip(since, 0, 1), 0)
    browned = truth.kind == 7
    grown[browned] = np.where(truth.onset >= 0, np.clip(np.minimum(since, 3 - since), 0, 1), 0)[
        browned
    ]
    return grown * truth.mortality


def _clouds(random, plan: Plan, day: date) -> float:
    """Share of the sky that is cloud: Lâm Đồng is clear in winter and overcast from May to October."""
    wet = 0.5 - 0.5 * np.cos(2 * np.pi * (day.timetuple().tm_yday - 15) / 365.25)
    mean = 0.25 + 0.5 * wet if plan.climate == "tropical" else 0.62 - 0.25 * wet
    share = random.beta(0.7 * mean / (1 - mean) + 0.15, 0.7)
    return float(share)


def _optical(random, plan: Plan, made: Simulated) -> None:
    truth, shape, count = made.truth, (plan.size, plan.size), len(made.dates)
    cover = np.clip(
        0.8 + 0.08 * scenery.field(random, shape, 25) + 0.05 * scenery.field(random, shape, 4),
        0.45,
        0.97,
    )
    slope = scenery.field(random, shape, 12)
    leafy = np.clip(
        0.5 + 0.3 * scenery.field(random, shape, 18), 0, 1
    )  # share of broadleaf, which has another season
    lag = 20 * scenery.field(random, shape, 30)
    droughts = [
        (
            random.integers(0, (plan.end - plan.start).days),
            random.uniform(60, 130),
            random.uniform(0.3, 1.0),
        )
        for _ in range(4)
    ]
    dryness = [np.clip(0.5 + 0.5 * scenery.field(random, shape, 35), 0, 2) for _ in droughts]
    other = np.where(scenery.field(random, shape, 8)[..., None] > 0, scenery.GRASS, scenery.SOIL)
    made.bands = {name: np.zeros((count, *shape), np.int16) for name in BANDS}
    made.scl = np.zeros((count, *shape), np.uint8)
    bare_after = random.uniform(0.3, 1.0, shape)
    for index, when in enumerate(made.dates):
        day, season = days(when), when.timetuple().tm_yday
        drought = sum(
            strength * np.exp(-0.5 * (((when - plan.start).days - centre) / width) ** 2) * dry
            for (centre, width, strength), dry in zip(droughts, dryness, strict=True)
        )
        ground = _surface(
            plan,
            season + lag,
            cover,
            leafy,
            drought * plan.hardness,
            _loss(truth, day),
            truth,
            bare_after,
            day,
        )
        ground = np.where(
            truth.forest[..., None],
            ground,
            other * (1 + 0.15 * np.sin(2 * np.pi * season / 365.25)),
        )
        lit = (
            1
            + 0.06 * slope * np.cos(2 * np.pi * (season - 355) / 365.25)
            + 0.02 * random.standard_normal()
        )
        ground *= lit[..., None]
        _scene(random, plan, made, index, when, ground)


def _surface(plan, season, cover, leafy, drought, loss, truth, bare_after, day) -> np.ndarray:
    """Reflectance of forest ground, shape (y, x, band)."""
    green = 0.5 - 0.5 * np.cos(
        2 * np.pi * (season - (60 if plan.climate == "tropical" else 20)) / 365.25
    )
    under = scenery.STRAW + (scenery.GRASS - scenery.STRAW) * green[..., None]
    if plan.climate == "tropical":
        crown = scenery.PINE + (scenery.BROADLEAF - scenery.PINE) * (0.3 * leafy * green)[..., None]
    else:
        leaves = 1 / (1 + np.exp(-(season - 118) / 7)) - 1 / (1 + np.exp(-(season - 292) / 8))
        crown = scenery.TWIGS + (scenery.BROADLEAF - scenery.TWIGS) * leaves[..., None]
    dry = np.clip(drought, 0, 1.5)[..., None]
    crown = crown * (1 + dry * np.array([0.05, 0.04, 0.18, -0.06, 0.13, 0.2]))
    under = under + (scenery.STRAW - under) * np.clip(0.6 * dry, 0, 1)
    felled = np.isin(truth.kind, (1, 2, 6))
    gone = scenery.SOIL * bare_after[..., None] + under * (1 - bare_after[..., None])
    regrown = np.clip((day - truth.onset) / 700.0, 0, 0.6)[..., None]
    gone = np.where(felled[..., None], gone + (under - gone) * regrown, scenery.DEAD)
    crowns = cover * (1 - loss)
    return (
        crown * crowns[..., None]
        + gone * (cover * loss)[..., None]
        + under * (1 - cover)[..., None]
    )


def _scene(random, plan: Plan, made: Simulated, index: int, when: date, ground: np.ndarray) -> None:
    """What the sensor sees through this day's air, and what its mask says of it."""
    shape, hard = ground.shape[:2], plan.hardness
    share = _clouds(random, plan, when)
    cloud = (
        scenery.covered(random, shape, share, random.uniform(8, 40))
        if share > 0.02
        else np.zeros(shape, bool)
    )
    shadow = np.roll(cloud, (random.integers(3, 12), random.integers(-8, 8)), (0, 1)) & ~cloud
    rim = _grown(cloud, int(random.integers(1, 4))) & ~cloud if cloud.any() else cloud
    haze = np.clip(
        0.02 + 0.03 * hard * random.exponential() * (1 + 0.5 * scenery.field(random, shape, 60)),
        0,
        0.4,
    )
    if random.random() < 0.08 * hard:  # a veil that no mask knows
        haze = haze + 0.15 * np.clip(scenery.field(random, shape, 40), 0, 2)
    haze[rim] += random.uniform(0.03, 0.12) * hard
    white = np.array([0.22, 0.20, 0.18, 0.28, 0.16, 0.12])
    seen = ground * (1 - haze[..., None]) + haze[..., None] * white
    seen = np.where(
        cloud[..., None],
        np.array([0.45, 0.43, 0.42, 0.5, 0.35, 0.28]) * random.uniform(0.7, 1.3),
        seen,
    )
    seen = np.where(shadow[..., None], seen * np.array([0.75, 0.6, 0.5, 0.42, 0.38, 0.38]), seen)
    if hard and random.random() < 0.3:
        seen = _shifted(seen, random.uniform(-0.4, 0.4) * hard, random.uniform(-0.4, 0.4) * hard)
    seen *= (
        1
        + 0.015 * random.standard_normal(seen.shape)
        + 0.012 * random.standard_normal(shape)[..., None]
    )
    seen += 0.003 * random.standard_normal(seen.shape)
    scl = np.where(made.truth.forest | (random.random(shape) > 0.4), 4, 5).astype(np.uint8)
    scl[cloud] = np.where(random.random() < 0.5, 8, 9)
    missed = random.random(shape) < 0.02 * hard
    scl[shadow] = (
        3 if random.random() > 0.35 * hard else 4
    )  # a shadow that the mask does not see at all
    scl[cloud & missed] = 4
    empty = (
        scenery.covered(random, shape, random.uniform(0.1, 0.5), 80)
        if random.random() < 0.04
        else None
    )
    for number, name in enumerate(BANDS):
        values = np.clip(seen[..., number] * 10000, 1, 16000).astype(np.int16)
        made.bands[name][index] = values if empty is None else np.where(empty, 0, values)
    made.scl[index] = scl if empty is None else np.where(empty, 0, scl)


def _shifted(seen: np.ndarray, rows: float, columns: float) -> np.ndarray:
    """The grid a fraction of a pixel off, as two passes of a satellite are."""
    for axis, part in ((0, rows), (1, columns)):
        step = 1 if part > 0 else -1
        seen = seen * (1 - abs(part)) + np.roll(seen, step, axis) * abs(part)
    return seen


def _radar(random, plan: Plan, made: Simulated) -> None:
    """VV and VH in dB: speckle, rain on the crowns, and felled timber that lies on the ground for a while."""
    truth, shape = made.truth, (plan.size, plan.size)
    made.bands = {name: np.zeros((len(made.dates), *shape), np.float32) for name in ("VV", "VH")}
    relief = 0.8 * scenery.field(random, shape, 6)
    lying = random.uniform(0, 60, shape)
    for index, when in enumerate(made.dates):
        season = 2 * np.pi * when.timetuple().tm_yday / 365.25
        wet = 0.5 * random.standard_normal() + 0.6 * random.standard_normal() * np.clip(
            scenery.field(random, shape, 40), 0, 2
        )
        gone = _loss(truth, days(when)) * np.where(days(when) - truth.onset < lying, 0.4, 1.0)
        for name, forest, bare, swing in (("VV", -8.0, -11.5, 0.4), ("VH", -13.5, -19.5, 0.5)):
            linear = (1 - gone) * 10 ** (forest / 10) + gone * 10 ** (bare / 10)
            linear = np.where(truth.forest, linear, 10 ** ((bare + 1) / 10))
            speckle = random.gamma(plan.looks, 1 / plan.looks, shape)
            made.bands[name][index] = (
                10 * np.log10(linear * speckle) + relief - swing * np.cos(season) + wet
            )


def write(made: Simulated, folder) -> None:
    """As the development data lie: a NetCDF of scenes, one of labels."""
    import xarray

    plan, truth = made.plan, made.truth
    folder.mkdir(parents=True, exist_ok=True)
    metres = plan.metres
    x = plan.corner[0] + metres * (np.arange(plan.size) + 0.5)
    y = plan.corner[1] - metres * (np.arange(plan.size) + 0.5)
    time = np.array([np.datetime64(when, "ns") for when in made.dates])
    layers = {name: (("time", "y", "x"), values) for name, values in made.bands.items()}
    if made.scl is not None:
        layers["SCL"] = (("time", "y", "x"), made.scl)
    attributes = {"crs": plan.crs, "note": "SIMULATED"}
    packed = {name: {"zlib": True, "complevel": 1} for name in layers}
    scenes = xarray.Dataset(layers, {"time": time, "y": y, "x": x}, attributes)
    scenes.to_netcdf(folder / f"sim_{metres}m.nc", encoding=packed)
    names = ("label", "last_undisturbed", "first_disturbed", "patch", "kind", "mortality")
    labels = xarray.Dataset(
        {name: (("y", "x"), getattr(truth, name)) for name in names}, {"y": y, "x": x}
    )
    labels["kind"].attrs = {"flag_values": np.arange(len(KINDS)), "flag_meanings": " ".join(KINDS)}
    labels.to_netcdf(folder / f"labels_{metres}m.nc")
