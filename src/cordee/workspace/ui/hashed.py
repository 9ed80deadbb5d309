"""Static files under names that change with their content, so that browsers keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # it has no types


class HashedFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # its base has no types
    """Falls back to the plain name before the files were collected, so that a test or a command needs no collecting."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        key = self.hash_key(self.clean_name(name))
        return str(self.hashed_files.get(key, name))
