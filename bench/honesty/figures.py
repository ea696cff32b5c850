"""What a simulation reports: a rate, how many runs stand behind it, and the range it should lie in."""

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Figure:
    """A simulated rate (0..1) from ``runs`` runs; wanted is the range it should lie in, if any."""

    what: str
    rate: float
    runs: int
    wanted: tuple[float, float] | None = None

    @property
    def error(self) -> float:
        """The standard error of the simulation."""
        return sqrt(self.rate * (1.0 - self.rate) / self.runs)

    @property
    def met(self) -> bool | None:
        """Whether the rate lies in the wanted range, two simulation errors allowed; None without one."""
        if self.wanted is None:
            return None
        slack = 2.0 * self.error
        return self.wanted[0] - slack <= self.rate <= self.wanted[1] + slack

    def line(self) -> str:
        """One line for a report."""
        verdict = ""
        if self.wanted is not None:
            wanted = f"{100 * self.wanted[0]:g} to {100 * self.wanted[1]:g} %"
            verdict = f"; wanted {wanted}: {'met' if self.met else 'MISSED'}"
        return f"{self.what}: {100 * self.rate:.1f} % (+-{100 * self.error:.1f}, {self.runs:,} runs){verdict}"
