"""How large an upload may be, in one place: forms, checks and messages read these."""

MEBIBYTE = 1024 * 1024

FILE_BYTES = 15 * MEBIBYTE
FILES_PER_FORM = 10
DRAFTS_PER_PERSON = 100  # uploaded for forms that were not sent yet
DRAFT_DAYS = 30  # then an unsent upload is swept away

PIXELS = 40_000_000
# Phones make 108 megapixels as JPEG, which is reduced while it is decoded, and 48 as HEIC.
PIXELS_OF = {"JPEG": 110_000_000, "HEIF": 50_000_000}
PICTURE_SIDE = 2560  # pixels of the longer side that is kept: a sharp A4 print
THUMBNAIL_SIDE = 320

WORKBOOK_BYTES = 100 * MEBIBYTE  # unpacked
WORKBOOK_PARTS = 2000
WORKBOOK_RATIO = 100  # unpacked to packed; real workbooks reach about 20

# What one check may use. A 108-megapixel JPEG takes 120 MiB, a 48-megapixel HEIC 380 MiB.
CHECK_MEMORY = 1024 * MEBIBYTE
CHECK_CPU_SECONDS = 15
CHECK_WALL_SECONDS = 25

NAME_LENGTH = 120
