"""Citizens of the demo commune: invented by chance from a seed, each once."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import Any

from msgspec import Struct

from dinh.scenes.furnishing import told_by

TRIES_MAX = 200
# Serials that registration gives last, so that an invented number is hardly anybody's.
SERIAL = 999_000
# By the old list of provinces: here, the neighbour, and far away for those who moved here.
PROVINCES = ("067", "067", "067", "068", "040")


class Citizen(Struct, frozen=True):
    """Somebody who comes to the counter. number: personal number, "" where it is not known; born: None likewise."""

    name: str
    sex: str
    ethnicity: str
    address: str
    born: date | None = None
    number: str = ""
    phone: str = ""

    def part(self, *without: str) -> dict[str, Any]:
        """As `part: person` of a form asks, `without` what it does not."""
        values = {
            "name": self.name,
            "id": self.number,
            "birth_date": self.born.isoformat() if self.born else "",
            "sex": self.sex,
            "ethnicity": self.ethnicity,
            "address": self.address,
            "phone": self.phone,
        }
        return {name: value for name, value in values.items() if value and name not in without}


class Citizens:
    """commune: as addresses end, `xã Trường Xuân, tỉnh Lâm Đồng`; on: the day on which ages are counted.

    home: the village where whoever is invented now lives; "": one where their people live
    """

    def __init__(self, chance: Random, commune: str, on: date) -> None:
        self.chance, self.commune, self.on = chance, commune, on
        self.used: set[str] = set()
        self.home = ""
        self.peoples = told_by("names.yaml")
        self.villages = {village["code"]: village["name"] for village in told_by("villages.yaml")}

    def people(self) -> str:
        """An ethnic group, by its share."""
        return self.chance.choices(
            [*self.peoples], [int(one["share"]) for one in self.peoples.values()]
        )[0]

    def adult(
        self,
        sex: str = "",
        people: str = "",
        ages: tuple[int, int] = (21, 58),
        *,
        agrees: bool = True,
    ) -> Citizen:
        """agrees: whether the personal number says the sex and year of birth that are given."""
        chance = self.chance
        sex, people = sex or chance.choice(("male", "female")), people or self.people()
        born = self.on - timedelta(days=chance.randint(ages[0] * 366, ages[1] * 365))
        number = self.number(
            sex if agrees else {"male": "female", "female": "male"}[sex],
            born,
            PROVINCES if people == "Kinh" else PROVINCES[:-1],
        )
        phone = f"0100{chance.randint(0, 999_999):06d}" if chance.random() < 0.8 else ""
        return Citizen(
            self.name(people, sex), sex, people, self.address(people), born, number, phone
        )

    def couple(self, people: str = "") -> tuple[Citizen, Citizen]:
        """Father and mother, under one roof."""
        people = people or self.people()
        father = self.adult("male", people, (23, 42))
        mother = self.adult("female", people, (21, 38))
        return father, Citizen(
            mother.name, "female", people, father.address, mother.born, mother.number, mother.phone
        )

    def child(self, parent: Citizen, sex: str) -> str:
        """A child's name: where there are family names it has its parent's."""
        family = parent.name.split()[0] if self.peoples[parent.ethnicity]["prefix"] else ""
        return self.name(parent.ethnicity, sex, family, "boys" if sex == "male" else "girls")

    def name(self, people: str, sex: str, family: str = "", given: str = "") -> str:
        """A name nobody has yet, unless chance finds none."""
        named = self.peoples[people]
        for _ in range(TRIES_MAX):
            prefix = family or (self.chance.choice(named["prefix"]) if named["prefix"] else "")
            name = f"{prefix} {self.chance.choice(named.get(given) or named[sex])}".strip()
            if name not in self.used:
                break
        self.used.add(name)
        return name

    def address(self, people: str) -> str:
        return f"{self.villages[self.home or self.chance.choice(self.peoples[people]['villages'])]}, {self.commune}"

    def number(self, sex: str, born: date, provinces: tuple[str, ...] = PROVINCES[:1]) -> str:
        """Twelve digits: province of registration, century and sex, year, serial."""
        century = (born.year // 100 - 19) * 2 + (sex == "female")
        return f"{self.chance.choice(provinces)}{century}{born:%y}{SERIAL + self.chance.randint(0, 999)}"
