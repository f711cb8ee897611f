/** The commented config that `mediastruct init` writes: every key, what it means, and its default. Nothing is in effect. */

export const CONFIG_NAME = 'mediastruct.config.yaml'

export const CONFIG_TEMPLATE = `# MediaStruct's config. Take the "#" away from what you want to say; everything else has its default.
# Relative paths are relative to this file; "~" is not your home directory here.
# "mediastruct config" shows what is in effect, and where each value comes from.
# For editors, the package holds a JSON Schema of it: schemas/config.schema.json

# ---- Directories ----

# New files arrive here; "mediastruct ingest" takes them from it. An entry may say more.
# drop:
#   - ./drop
#   - {path: /media/card/DCIM, copy: true, timezone: Europe/Berlin}   # copy: leave the originals alone

# Where ingest files things by date.
# library: ./library

# Where volumes for discs are put together. A master: nothing is ever taken out of it.
# archive: ./archive

# More trees that must never change.
# masters: []

# More trees to crawl and compare.
# trees: []

# Where "mediastruct sort" puts redundant copies. Never a source of anything.
# duplicates: ./duplicates

# The catalog, MediaStruct's memory of every file.
# catalog: .mediastruct/catalog.db

# Patterns as in .gitignore, added to the built-in junk list (.DS_Store, Thumbs.db, ...).
# exclude: []

# ---- Names and dates ----

# How a file is named: a strategy's name, or a template. "datetime-hash" gives 20190504_153000_1a2b3c4d.jpg.
# rename: datetime-hash

# The folder of a file, below the library.
# folder: '{yyyy}/{yyyy}-{MM}-{dd}'

# Where capture dates come from, first answer wins ("mediastruct hooks" lists the sources). "..." stands for the built-in
# ones that you don't name, in their order.
# dates: ["..."]

# For times that files store as UTC. Default: this computer's.
# timezone: Europe/Berlin

# Cameras whose films say UTC and mean local time: a make, or a make and the beginning of a model. Nikon and older GoPros
# are known.
# localClocks: []

# ---- Duplicates and hashes ----

# Which copy of equal files stays.
# dedupe: prefer-master

# hash: blake3

# An index younger than this is not brought up to date again. Default: the archive 120d, all others 0 (always).
# maxAge:
#   ./archive: 120d

# ---- Discs ----

# What a volume must fit on: bd-r-25, bd-r-50, bd-r-100, m-disc-25, dvd-r, ...
# medium: bd-r-25

# Error correction that images get; a plugin brings it: "mediastruct plugins install @mediastruct/plugin-dvdisaster".
# ecc: dvdisaster

# Checksums that a volume lists beside sha256: sha512, blake3. Not every validator knows blake3.
# manifests: [sha256]

# Verified copies that make content safe, and how often a copy is read again.
# copies: 2
# auditEvery: 1y

# ---- The program itself ----

# What "mediastruct run" does, in order.
# round: [ingest, crawl, dupes]

# Worker threads, and processes that read headers. Default: as many as there are cores.
# threads: 4

# Plugins: local modules or package names, each optionally with options. They run as you: name only what you trust.
# plugins:
#   - ./policies/by-camera.ts
#   - [mediastruct-plugin-example, {option: value}]

# First-party plugins to turn off.
# disable: []
`
