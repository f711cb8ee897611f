/** Words for whoever holds a volume in their hands, perhaps without this program: standard tools must do. */
import {count, formatBytes, type ManifestAlgorithm, toText} from 'mediastruct'
import {partText} from '../folder-part.ts'
import {encodePath} from './manifest.ts'
import {ARCHIVE_INDEX_ON_DISC, BAG_FILE, type Bag, manifestName, manifestsOf} from './model.ts'

const CHECK_ON_WINDOWS = `  Get-Content -Encoding UTF8 ${BAG_FILE.manifest} | ForEach-Object {
    $hash, $path = $_ -split '  ', 2
    $path = $path.Replace('%25', '%')
    $found = Get-FileHash -Algorithm SHA256 -LiteralPath $path -ErrorAction SilentlyContinue
    if ($found.Hash -ne $hash) { "DAMAGED OR MISSING: $path" }
  }`

/** `README.txt`. */
export function readme(bag: Bag): string {
  const {id, medium, entries} = bag
  const bytes = entries.reduce((sum, {size}) => sum + size, 0)
  return `${id}
${'='.repeat(id.length)}

This is one volume of an archive of photographs, films and other files: ${count(entries.length, 'file')},
${formatBytes(bytes)} (${bytes} bytes), made for the medium "${medium}".
The files are under data/, in folders named by date. They are ordinary files: open them, or copy them, with
whatever you have. No special program is needed for anything below.
${partsNote(bag)}

Is everything still intact?
---------------------------
Each file's SHA-256 checksum stands in ${BAG_FILE.manifest}. Go to the directory that holds this README.txt.

Linux:
  sha256sum --check --quiet ${BAG_FILE.manifest}

macOS:
  shasum -a 256 --check --quiet ${BAG_FILE.manifest}

Windows (PowerShell):
${CHECK_ON_WINDOWS}

No output means that every file is as it was when it was archived.
${namesNote(bag)}
The same commands with ${BAG_FILE.tagManifest} check the files that describe this volume.


Getting the files back
----------------------
Write a folder of your own, which exists, in place of YOUR_FOLDER.

Linux:
  cp -a data ${BAG_FILE.manifest} YOUR_FOLDER/

macOS:
  ditto data YOUR_FOLDER/data
  cp ${BAG_FILE.manifest} YOUR_FOLDER/

Windows:
  robocopy data YOUR_FOLDER\\data /E /COPY:DAT /DCOPY:T
  copy ${BAG_FILE.manifest} YOUR_FOLDER

Then go to YOUR_FOLDER and check the copies in the same way. Is a file damaged here? Other copies of this volume
have the same id, ${id}, and hold the same files.


What lies here
--------------
  data/                    the files
  ${BAG_FILE.manifest}      SHA-256 checksum of each file under data/
${otherManifests(bag)}  ${BAG_FILE.index}        for each file: its path, BLAKE3 and SHA-256 checksums, size in bytes, and the path
                           that it had before it was filed, where that is known (JSON, one file a line)
  ${ARCHIVE_INDEX_ON_DISC}       on discs: the same of every volume that the archive had when this one was made, so that
                           one disc tells what lies on all of them
  ${BAG_FILE.info}             when this was made, how many bytes and files it holds
  ${BAG_FILE.declaration}                says that this is a "bag" as RFC 8493 (BagIt) describes it
  ${BAG_FILE.tagManifest}   SHA-256 checksums of the files above that are not under data/

Keep two or three copies in different places, check them once a year, and copy them to new media in time.
`
}

/** Manifests beside the one that every system can check. */
function otherManifests(bag: Bag): string {
  const others = manifestsOf(bag).filter((algorithm) => algorithm !== 'sha256')
  return others
    .map((algorithm) => `  ${manifestName(algorithm).padEnd(24)} the same with ${ALGORITHMS[algorithm]}\n`)
    .join('')
}

const ALGORITHMS: Readonly<Record<ManifestAlgorithm, string>> = {
  sha256: 'SHA-256',
  sha512: 'SHA-512 (sha512sum, or shasum -a 512)',
  blake3: 'BLAKE3 (b3sum)',
}

/** What to do about names that a manifest must not hold as they are; nothing where there are none. */
function namesNote({entries}: Bag): string {
  if (!entries.some(({path}) => encodePath(path) !== path)) return ''
  return `
In the manifest, a percent sign in a file's name is written %25, and a line break %0A or %0D. Some names here
have one. Linux, and macOS with shasum -a 256 in place of sha256sum, check those with:
  sed 's/%25/%/g' ${BAG_FILE.manifest} | sha256sum --check --quiet -
(Names with line breaks must be compared by hand: sha256sum "data/...".)
`
}

/** Which folders are not whole here; nothing where all are. */
function partsNote({parts = []}: Bag): string {
  if (parts.length === 0) return ''
  const lines = parts.map((part) => `  data/${toText(part.folder)}: part ${partText(part)}`)
  return `
These folders are too large for one volume. Only a part of each lies here; volumes of other numbers hold the rest:
${lines.join('\n')}
`
}

/** The text of the `UNBURNED` marker. */
export function unburnedNotice({id, medium}: Pick<Bag, 'id' | 'medium'>): string {
  return `Volume ${id} has not been burned: this directory is the only place that MediaStruct knows of where these
files are. Do not delete it.

It fits on the medium "${medium}". Put everything in this directory on one, except this file, which is part of no copy.
`
}
