/** A validator of bags written from RFC 8493 alone: nothing of the program's own code but BLAKE3. */
import {createHash} from 'node:crypto'
import {lstatSync, readdirSync, readFileSync} from 'node:fs'
import {join} from 'node:path'
import {createBlake3} from '../../src/hash/blake3.ts'

/** Everything that makes the directory no complete and valid bag (section 3); none where it is one. */
export function bagProblems(directory: string): string[] {
  const problems: string[] = []
  const read = (name: string) => readFileSync(join(directory, name))
  const names = readdirSync(directory)
  // 2.1.1: exactly two lines.
  if (!/^BagIt-Version: 1\.0\r?\nTag-File-Character-Encoding: UTF-8\r?\n$/.test(read('bagit.txt').toString()))
    problems.push('bagit.txt is no declaration')
  const files = filesBelow(directory, '', problems)
  const payload = files.filter((path) => path.startsWith('data/'))
  const manifests = names.filter((name) => /^manifest-[a-z0-9]+\.txt$/.test(name))
  const tagManifests = names.filter((name) => /^tagmanifest-[a-z0-9]+\.txt$/.test(name))
  if (manifests.length === 0) problems.push('there is no payload manifest')
  for (const manifest of manifests) {
    const listed = linesOf(read(manifest).toString(), problems)
    // Section 3: every payload file is listed in every manifest (1.0), and every listed file is there.
    for (const path of payload) if (!listed.has(path)) problems.push(`${manifest} lacks ${path}`)
    for (const path of listed.keys())
      if (!path.startsWith('data/')) problems.push(`${manifest} lists ${path}`)
    check(manifest, listed)
  }
  for (const manifest of tagManifests) {
    const listed = linesOf(read(manifest).toString(), problems)
    for (const path of listed.keys()) {
      // 2.2.1: tag manifests list no payload, and no tag manifests.
      if (path.startsWith('data/') || tagManifests.includes(path)) problems.push(`${manifest} lists ${path}`)
    }
    for (const one of ['bagit.txt', 'bag-info.txt', ...manifests])
      if (!listed.has(one)) problems.push(`${manifest} lacks ${one}`)
    check(manifest, listed)
  }
  // 2.2.2: octets and streams of the payload.
  const oxum = /^Payload-Oxum: (\d+)\.(\d+)$/m.exec(read('bag-info.txt').toString())
  const octets = payload.reduce((sum, path) => sum + lstatSync(join(directory, path)).size, 0)
  if (oxum?.[1] !== String(octets) || oxum[2] !== String(payload.length))
    problems.push('Payload-Oxum is wrong')
  return problems

  function check(manifest: string, listed: ReadonlyMap<string, string>): void {
    const algorithm = manifest.replace(/^.*manifest-|\.txt$/g, '')
    for (const [path, digest] of listed) {
      if (!files.includes(path)) problems.push(`${path} is missing`)
      else if (digestOf(read(path), algorithm) !== digest) problems.push(`${path} differs from ${manifest}`)
    }
  }
}

function filesBelow(root: string, below: string, problems: string[]): string[] {
  return readdirSync(join(root, below), {withFileTypes: true}).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) return filesBelow(root, path, problems)
    if (!entry.isFile()) problems.push(`${path} is no file`)
    return entry.isFile() ? [path] : []
  })
}

/** 2.1.3: a digest, spaces or tabs, and a path in which CR, LF and % are percent-encoded. */
function linesOf(text: string, problems: string[]): Map<string, string> {
  const listed = new Map<string, string>()
  for (const line of text.split(/\r\n|\r|\n/)) {
    if (line === '') continue
    const [, digest = '', encoded = ''] = /^([0-9a-fA-F]+)[ \t]+(.+)$/.exec(line) ?? []
    if (digest === '' || /%(?!0A|0D|25)/i.test(encoded)) problems.push(`no line of a manifest: ${line}`)
    const path = encoded.replace(/%(0A|0D|25)/gi, (code) => decodeURIComponent(code))
    if (listed.has(path)) problems.push(`${path} is listed twice`)
    listed.set(path, digest.toLowerCase())
  }
  return listed
}

function digestOf(bytes: Buffer, algorithm: string): string {
  if (algorithm !== 'blake3') return createHash(algorithm).update(bytes).digest('hex')
  const hasher = createBlake3()
  hasher.update(bytes)
  return Buffer.from(hasher.digest()).toString('hex')
}
