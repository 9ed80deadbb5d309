"""The blocks of this capability. Each module builds one kind of evidence; ``settings.AGENDA_BLOCKS`` names them."""
