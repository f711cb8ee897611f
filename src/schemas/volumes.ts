/** `volumes list|show|locate|restore|image|verify|burn|mark|due|release|label|add`. */
import {z} from 'zod'
import {
  absolutePath,
  bytes,
  count,
  document,
  failure,
  hash,
  optionalPathFields,
  pathFields,
  runId,
  sum,
  time,
} from './common.ts'
import {copy, copyState, part, parts, relativePath, volume, volumeState} from './volume.ts'
import {eccShape} from './volume-events.ts'

const told = z.literal(true).optional().describe('An index told of it; no copy was read back here since.')
const unread = count
  .optional()
  .describe('Made by others: so many things on it could not be read when it was added.')
const known = volume.extend({...pathFields('archive'), told, unread, copies: z.array(copy)})
const content = {
  hash: hash.nullable().describe('null: not read yet.'),
  size: bytes,
  ...optionalPathFields('original'),
}

export const volumesList = document('volumes-list', {volumes: z.array(known)})

export const volumesShow = document('volumes-show', {
  volume: known.extend({filledBy: z.array(runId).describe('Runs that put files into it, oldest first.')}),
  files: z.array(z.strictObject({...pathFields('path', relativePath), ...content})),
})

/** How a volume can be read. */
const within = {
  id: z.string(),
  ...pathFields('archive'),
  state: volumeState,
  copies: z.array(copy),
}

export const volumesLocate = document('volumes-locate', {
  files: z.array(
    z.strictObject({
      volume: z.string(),
      ...pathFields('archive'),
      state: volumeState,
      ...pathFields('path'),
      ...pathFields('onVolume', relativePath.describe('Below the volume’s root.')),
      ...content,
      part: part.optional().describe('Other volumes hold the rest of its folder.'),
    }),
  ),
  volumes: z
    .array(
      z.strictObject({
        ...within,
        needsDisc: z.boolean().describe('Neither its directory nor an image of it is there.'),
        ...optionalPathFields('directory'),
        images: z.array(z.strictObject(pathFields('path'))).describe('That were made and are still there.'),
      }),
    )
    .describe('Each volume that came up.'),
})

const ecc = z
  .strictObject(eccShape)
  .nullable()
  .describe('The error correction that the image carries, in its sectors; null: none.')

const difference = z.strictObject({...pathFields('path', relativePath), message: z.string()})

export const volumesImage = document('volumes-image', {
  volume: z.string(),
  copy: z.string().nullable().describe('The copy that the image is meant for; null: there is no image.'),
  state: volumeState,
  image: z
    .strictObject({
      ...pathFields('path'),
      imager: z.string().describe('The program that made it.'),
      version: z.string(),
      fileSystem: z.enum(['udf', 'iso9660']).describe('The one that was read back.'),
      sectors: count,
      sectorBytes: bytes,
      bytes,
      sha256: hash,
      files: count,
      ecc,
    })
    .nullable()
    .describe('null: none was made, and no file is under its name.'),
  missing: z.array(difference).describe('With --from: what none of the copies could give.'),
  damaged: z.array(difference).describe('What was read back otherwise than it should be.'),
  repaired: z
    .array(
      z.strictObject({
        ...pathFields('path'),
        ecc: z.string().describe('The error correction that a copy of it was repaired by.'),
        state: z.enum(['intact', 'damaged']).describe('Of that copy afterwards.'),
        detail: z.string(),
      }),
    )
    .describe('With --from: damaged images of which a copy was repaired; they themselves are as they were.'),
  errors: z.array(failure),
})

/** What was found when a copy was read back. */
const readBack = {
  result: z.enum(['ok', 'damaged']),
  files: count.describe('Files that were read and compared.'),
  bytes: bytes.describe('Of those.'),
  sectors: count.nullable().describe('Sectors that were read as such; null: files were.'),
  image: hash.nullable().describe('SHA-256 of the image of ours that it holds to the bit.'),
  damaged: z
    .array(difference.extend(optionalPathFields('original')))
    .describe('Below the volume: damaged, missing or surplus.'),
  problems: z.array(z.string()).describe('What is wrong with the medium beside its files.'),
}

export const volumesVerify = document('volumes-verify', {
  volume: z.string(),
  ...pathFields('archive'),
  copy,
  ...pathFields('from'),
  kind: z.enum(['image', 'directory']).describe('image: also a disc in a drive.'),
  subset: z
    .strictObject({part: z.int().min(1), of: z.int().min(1)})
    .nullable()
    .describe('The part that was read; null: all of it.'),
  ...readBack,
  unread,
  good: z.array(copy).describe('Other copies that were read back and are good.'),
  ecc,
  rebuild: z.string().nullable().describe('The command that makes a new image; null: nothing is damaged.'),
  volumeState,
  errors: z.array(failure),
})

export const volumesBurn = document('volumes-burn', {
  volume: z.string(),
  ...pathFields('archive'),
  device: z.string().describe('As the writer takes it.'),
  image: z
    .strictObject({...optionalPathFields('path'), sha256: hash, sectors: count, sectorBytes: bytes, ecc})
    .nullable()
    .describe('What was written, without a path where it was made for this alone; null: files were copied.'),
  directory: z
    .strictObject({...pathFields('path'), files: count, bytes, alreadyThere: count})
    .nullable()
    .describe(
      'Where the files were copied to, and how many of them an attempt before this one had left there; null: an image was written.',
    ),
  copies: z
    .array(
      copy.extend({
        problem: z.string().nullable().describe('Why it is no good, or was not read back.'),
        check: z.strictObject(readBack).nullable().describe('With --verify: what was found.'),
      }),
    )
    .describe('Media that were written, or that writing failed on.'),
  left: z.array(z.string()).describe('Names of copies that are still to be done.'),
  next: z.string().nullable().describe('The command that goes on.'),
  volumeState,
  errors: z.array(failure),
})

export const volumesAdd = document('volumes-add', {
  volume: z.string(),
  ...pathFields('archive'),
  ...pathFields('from'),
  kind: z.enum(['image', 'directory']).describe('image: also a disc in a drive.'),
  medium: z.string().describe('Name of the volume target, or foreign.'),
  copy,
  files: count,
  bytes,
  held: sum.describe('Of what was read now, what the archive held already.'),
  unread: count.describe('What on it no reading could read yet.'),
  volumeState,
  errors: z.array(failure).describe('What could not be read now.'),
})

export const volumesMark = document('volumes-mark', {
  volume: z.string(),
  ...pathFields('archive'),
  copy,
  from: copyState.describe('Of the copy, before.'),
  volumeState: volumeState.describe('The best of the volume’s copies.'),
  errors: z.array(failure),
})

export const volumesDue = document('volumes-due', {
  auditEveryMs: count.describe('How often a copy is to be read again, in milliseconds.'),
  copies: z
    .array(
      copy.extend({
        volume: z.string(),
        ...pathFields('archive'),
        due: z.boolean(),
        dueAt: time.nullable().describe('null: it was never verified, and is due now.'),
      }),
    )
    .describe(
      'Every copy that was written and is not lost or failed; never verified ones first, then by dueAt.',
    ),
  short: z
    .array(z.strictObject({volume: z.string(), ...pathFields('archive'), verified: count, wanted: count}))
    .describe('Volumes with fewer verified copies than the config wants; those with the fewest first.'),
})

export const volumesRelease = document('volumes-release', {
  volume: z.string(),
  ...pathFields('archive'),
  ...pathFields('path'),
  deletable: z.boolean().describe('The directory is there, and may be deleted.'),
  files: count,
  bytes,
  copies: z.array(
    copy.extend({
      ...optionalPathFields('readFrom'),
      onArchiveDisk: z
        .boolean()
        .describe('The file or directory that it was read from lies on the disk of the archive.'),
    }),
  ),
  errors: z.array(failure),
})

export const volumesRestore = document('volumes-restore', {
  dryRun: z.boolean(),
  ...pathFields('to'),
  files: z.array(
    z.strictObject({
      volume: z.string().describe('One that holds it.'),
      ...pathFields('archive'),
      ...pathFields('onVolume', relativePath.describe('Below the volume’s root.')),
      ...pathFields('to'),
      size: bytes,
      hash: hash.nullable().describe('null: the index has none, and it was not restored.'),
      state: z
        .enum(['restored', 'present', 'waiting', 'failed'])
        .describe('present: it was there already. waiting: it still has to come, or would on a dry run.'),
      ...optionalPathFields('from'),
      ...optionalPathFields('original'),
      ...pathFields('belongsTo', relativePath.optional().describe('It comes along with this file.')),
      mayHave: z
        .array(z.string())
        .optional()
        .describe('Of one that failed: copies that may still have it, such as MS-0001/b.'),
    }),
  ),
  discs: z
    .array(
      z.strictObject({
        volume: z.string(),
        ...pathFields('archive'),
        copies: z.array(copy).describe('Any one of them will do; those first that were read back.'),
        files: count,
        bytes,
      }),
    )
    .describe('The fewest that still have to be fetched.'),
  errors: z.array(failure),
  totals: z.strictObject({
    restored: count,
    restoredBytes: bytes,
    present: count,
    waiting: count,
    failed: count,
  }),
  next: z.string().nullable().describe('The command that goes on; null: nothing is left to do.'),
})

export const volumesLabel = document('volumes-label', {
  volume: z.string(),
  ...pathFields('archive'),
  name: z.string().describe('What the label is for: MS-0001, or MS-0001/a.'),
  medium: z.string(),
  mediumInWords: z.string().nullable().describe('null: no plugin offers it any more.'),
  dates: z
    .strictObject({first: z.iso.date(), last: z.iso.date()})
    .nullable()
    .describe('That its folders spell; null: none does.'),
  undatedFolders: count,
  files: count,
  folders: count,
  bytes,
  parts,
  copies: z
    .array(copy.extend({burnedAt: time.nullable()}))
    .describe('The one that the label is for, else all that are known.'),
  manifestSha256: hash
    .nullable()
    .describe('Of manifest-sha256.txt; null: this catalog does not know it, and the label has no code.'),
  code: z.string().nullable().describe('What the QR code says.'),
  output: absolutePath.nullable().describe('Where the page was written to; null: it is in html.'),
  outputBytes: z.string().optional(),
  html: z.string().nullable(),
})
