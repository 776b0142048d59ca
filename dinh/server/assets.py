"""Static files: compressed and under names that carry their digest once `dinh serve` has gathered them into the house's folder.

Where they are not gathered, as in a test, they are served from the desks' own folders under their plain names.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Gathered(CompressedManifestStaticFilesStorage):
    def stored_name(self, name: str) -> str:
        return super().stored_name(name) if self.hashed_files else name
