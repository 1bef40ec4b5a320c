"""Names for generated members, by the language they are at home in."""

from __future__ import annotations

import numpy as np

_GIVEN: dict[str, tuple[str, ...]] = {
    "te": ("Anjali", "Srinivas", "Lakshmi", "Ravi Teja", "Sravani", "Kiran", "Harika", "Venkat", "Madhavi", "Sai", "Swathi",
           "Praneeth", "Bhavana", "Chaitanya", "Keerthi", "Naveen"),
    "hi": ("Aditi", "Rohan", "Neha", "Kabir", "Ishita", "Vikram", "Pooja", "Arnav", "Meghna", "Rahul", "Sneha", "Yash",
           "Kavya", "Aman", "Tanvi", "Dev"),
    "ta": ("Karthik", "Nila", "Aravind", "Yazhini", "Senthil", "Abirami", "Bharathi", "Surya", "Kayal", "Prabhu", "Malar",
           "Dinesh", "Janani", "Vetri", "Oviya", "Mugilan"),
    "kn": ("Chandana", "Darshan", "Spoorthi", "Raghu", "Apoorva", "Sudeep", "Bhoomika", "Manju", "Nisarga", "Puneeth",
           "Ranjani", "Girish", "Sinchana", "Vasuki", "Ashwini", "Yogesh"),
    "en": ("Grace", "Oliver", "Hannah", "Marcus", "Elena", "Theo", "Ruth", "Caleb", "Iris", "Samuel", "Nora", "Felix", "June",
           "Arthur", "Maya", "Leo"),
    "ja": ("Haruka", "Kenji", "Aoi", "Daichi", "Mei", "Ren", "Sora", "Yuki", "Noel", "Robin", "Kai", "Alex"),
    "world": ("Camille", "Minjun", "Lucia", "Anders", "Soojin", "Mateo", "Freya", "Omid", "Clara", "Jonas", "Ines", "Wei"),
}  # fmt: skip
_FAMILY: dict[str, tuple[str, ...]] = {
    "te": ("Reddy", "Rao", "Naidu", "Chowdary", "Varma", "Goud", "Sastry", "Yadav", "Raju", "Prasad"),
    "hi": ("Sharma", "Verma", "Gupta", "Mehta", "Singh", "Khan", "Joshi", "Malhotra", "Mishra", "Kapoor"),
    "ta": ("Subramanian", "Murugan", "Raman", "Natarajan", "Selvam", "Pandian", "Krishnan", "Iyer", "Kumar", "Mani"),
    "kn": ("Gowda", "Shetty", "Hegde", "Bhat", "Murthy", "Kulkarni", "Patil", "Rai", "Nayak", "Acharya"),
    "en": ("Baker", "Hughes", "Clarke", "Morgan", "Ellis", "Brooks", "Reed", "Hayes", "Porter", "Walsh"),
    "ja": ("Tanaka", "Mori", "Sato", "Kondo", "Hart", "Lane", "Ito", "Vale", "Abe", "Quinn"),
    "world": ("Moreau", "Kim", "Rossi", "Lindqvist", "Park", "Garcia", "Nielsen", "Karimi", "Novak", "Chen"),
}  # fmt: skip


def make_names(homes: list[str], rng: np.random.Generator) -> list[tuple[str, str]]:
    """(username, display name) for each home language; usernames are unique and end in a number only where they must."""
    used: dict[str, int] = {}
    names = []
    for home in homes:
        given = _GIVEN[home][int(rng.integers(len(_GIVEN[home])))]
        family = _FAMILY[home][int(rng.integers(len(_FAMILY[home])))]
        base = f"{given} {family}".lower().replace(" ", "-")[:26]
        used[base] = used.get(base, 0) + 1
        names.append((base if used[base] == 1 else f"{base}-{used[base]}", f"{given} {family}"))
    return names
