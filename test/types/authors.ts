/**
 * What the types accept and refuse, as an author meets them: this file is compiled, never run. Where a line should be
 * refused and is not, the compiler says so.
 */
import type {
  CaptureDate,
  DedupeDecision,
  DedupeFunction,
  DiscoveredFile,
  DuplicateGroup,
  EccProvider,
  Hasher,
  HashProvider,
  NamableFile,
  NameProposal,
  Plugin,
  PluginApi,
  PluginFactory,
  RenameFunction,
  UserConfig,
  VolumeTarget,
} from 'mediastruct'
import {defineConfig} from 'mediastruct'
import {z} from 'zod'

// A plugin, and functions that make one.
export const plain: Plugin = {name: 'x', apiVersion: 1, setup: () => {}}
export const later: PluginFactory<{folder: string}> = async ({folder}) => ({...plain, name: folder})
export const asynchronous: Plugin = {name: 'x', apiVersion: 1, async setup() {}}
// @ts-expect-error A version is a number.
export const versioned: Plugin = {name: 'x', apiVersion: '1', setup: () => {}}
// @ts-expect-error A plugin sets something up.
export const idle: Plugin = {name: 'x', apiVersion: 1}
// @ts-expect-error There is no such field.
export const tapping: Plugin = {name: 'x', apiVersion: 1, setup: () => {}, taps: []}

// Options: what the schema gives back is what setup is given.
const schema = z.object({folders: z.array(z.string()), depth: z.number().default(3)})
export const withOptions: Plugin<z.infer<typeof schema>> = {
  name: 'x',
  apiVersion: 1,
  options: schema,
  setup(api, {folders, depth}) {
    const texts: string[] = folders
    const number: number = depth
    // @ts-expect-error There is no such option.
    api.log.warn(`${texts}${number}`, folders.deep)
  },
}
export const mismatched: Plugin<{folder: string}> = {
  name: 'x',
  apiVersion: 1,
  // @ts-expect-error The schema gives back something else.
  options: schema,
  setup: () => {},
}
// @ts-expect-error A plain object is no schema.
export const schemaless: Plugin = {name: 'x', apiVersion: 1, options: {folders: 'string[]'}, setup: () => {}}

export const provider: EccProvider = {
  name: 'twice',
  description: 'each sector twice',
  room: (imageSectors) => ({sectors: 2 * imageSectors, redundancyPercent: 100, leastPercent: 50}),
  version: async () => '1.0',
  protect: async ({image, sectors, capacitySectors, signal}) => api(image, sectors + capacitySectors, signal),
  check: async ({image}) => ({state: 'intact', detail: image}),
  // @ts-expect-error What is left is told, too.
  repair: async () => 'intact',
}
declare const api: (image: string, sectors: number, signal: AbortSignal) => void

export function answers(api: PluginApi): void {
  api.onFileDiscovered((file: DiscoveredFile) => file.skip('for a reason'))
  api.onFileDiscovered(async ({size, mtimeNs}) => {
    const [bytes, ns]: [number, bigint] = [size, mtimeNs]
    api.log.debug(`${bytes} ${ns}`)
  })
  api.onFileDiscovered((file) => {
    // @ts-expect-error What is given is read only.
    file.path = '/elsewhere'
  })
  // @ts-expect-error A reason is needed.
  api.onFileDiscovered((file) => file.skip())

  const provider: HashProvider = {name: 'x', module: import.meta.url, export: 'make', digestBytes: 32}
  api.hashAlgorithm(provider)
  // @ts-expect-error The length of the digest is missing.
  api.hashAlgorithm({name: 'x', module: 'x', export: 'make'})
  const hasher: Hasher = {update: (_bytes: Uint8Array) => {}, digest: () => new Uint8Array(32)}
  api.log.debug(String(hasher.digest().length))

  const date: CaptureDate = {local: '2019-01-02', confidence: 'low'}
  api.captureDate('x', () => date)
  api.captureDate('x', async ({read}) => ((await read(0, 4)).length === 4 ? date : undefined))
  // @ts-expect-error A Date is a moment, not what the camera's clock showed.
  api.captureDate('x', () => new Date())
  // @ts-expect-error There is no such confidence.
  api.captureDate('x', () => ({local: '2019-01-02', confidence: 'certain'}))
  // @ts-expect-error null is a wrong answer; undefined is none.
  api.captureDate('x', () => null)

  api.renameStrategy('x', ({date: {local}}: NamableFile, {name}: NameProposal) => ({folder: local, name}))
  api.renameStrategy('x', async () => undefined)
  api.renameStrategy('x', async ({camera, read}, {name}) => ({
    folder: camera?.make ?? String((await read(0, 4)).length),
    name,
  }))
  // @ts-expect-error A path is no answer.
  api.renameStrategy('x', ({path}) => path)
  // @ts-expect-error A name is missing.
  api.renameStrategy(() => undefined)

  const decision: DedupeDecision = {leave: true, reason: 'for a reason'}
  api.dedupePolicy('x', ({files: [first]}: DuplicateGroup) => first && {keep: first.path, reason: 'first'})
  api.dedupePolicy('x', () => decision)
  // @ts-expect-error The reason is shown to the user.
  api.dedupePolicy('x', ({files: [first]}) => first && {keep: first.path})
  // @ts-expect-error What is given is read only: sort a copy.
  api.dedupePolicy('x', ({files}) => void files.sort())

  const target: VolumeTarget = {
    name: 'x',
    description: 'x',
    capacityBytes: 1e9,
    sectorBytes: 2048,
    overhead: {fixedSectors: 1, sectorsPerFile: 1, sectorsPerDirectory: 1},
    limits: {nameBytes: 255, fileBytes: 1e9},
  }
  api.volumeTarget(target)
  // @ts-expect-error Sizes are bytes.
  api.volumeTarget({...target, capacityBytes: '25GB'})

  api.onMoved(({from, to, size}) => api.log.debug(`${from} ${to} ${size}`))
  api.onRunEnd(async ({run}) => api.log.debug(run))
  api.onVolumeState(({volume, state}) => api.log.debug(`${volume} ${state}`))
  // @ts-expect-error There is no such hook.
  api.onEverything(() => {})
}

// A config that is code.
export const rename: RenameFunction = ({name}, proposal) => ({...proposal, name})
export const dedupe: DedupeFunction = () => ({leave: true, reason: 'not now'})
export const config: UserConfig = defineConfig({
  trees: ['photos'],
  rename,
  dedupe,
  folder: ({date}) => date.local.slice(0, 4),
  plugins: ['./local.ts', ['a-package', {folders: []}], plain, [withOptions, {folders: []}], later],
})
// @ts-expect-error There is no such key.
defineConfig({treees: ['photos']})
// @ts-expect-error A policy answers with a decision.
defineConfig({dedupe: ({files}) => files[0]?.path})
