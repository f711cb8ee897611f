/** What goes into a volume together: an asset goes as one, or all of it stays. */
import {
  type AssetMember,
  basename,
  type CatalogFile,
  groupAssets,
  isAvchdStream,
  type LeftCode,
  type RawPath,
  toText,
} from 'mediastruct'

/** Why a file does not go. */
export interface Problem {
  readonly code: LeftCode
  readonly reason: string
}

/** A file, why it stays or what it goes together with. */
export interface Judged {
  readonly file: CatalogFile
  readonly problem: Problem | undefined
  /** The same for all that go together; undefined for one that goes alone. */
  readonly asset: RawPath | undefined
}

/** Problems that are to be mended first: until then, nothing of the asset goes. What is held already keeps nobody. */
const MENDABLE: readonly LeftCode[] = ['name', 'changed']

interface Member {
  readonly file: CatalogFile
  readonly problem: Problem | undefined
  /** Worth little without the others. */
  readonly isNote: boolean
}

/** Files of one folder, by their names; in the order in which they came. */
export function judgeFolder(
  files: readonly CatalogFile[],
  problemOf: (file: CatalogFile) => Problem | undefined,
): Judged[] {
  const names = files.map(({path}) => basename(path))
  const places = new Places(names)
  const member = ({name, isNote}: AssetMember): Member[] => {
    const file = files[places.of(name)]
    return file ? [{file, problem: problemOf(file), isNote}] : []
  }
  const judged: (Judged | undefined)[] = files.map(() => undefined)
  for (const {primary, companions} of groupAssets(names)) {
    const place = places.of(primary.name)
    const file = files[place]
    // Most files by far are alone.
    if (companions.length === 0 && file) judged[place] = {file, problem: problemOf(file), asset: undefined}
    else {
      for (const one of judgeTogether([primary, ...companions].flatMap(member)))
        judged[places.of(basename(one.file.path))] = one
    }
  }
  return judged.filter((one) => one !== undefined)
}

/** Where a name stands in a list: found at once where they are asked for in its order, as they nearly always are. */
class Places {
  readonly #names: readonly RawPath[]
  #next = 0
  #byName: ReadonlyMap<RawPath, number> | undefined

  constructor(names: readonly RawPath[]) {
    this.#names = names
  }

  /** -1 for none. */
  of(name: RawPath): number {
    if (this.#names[this.#next] === name) return this.#next++
    this.#byName ??= new Map(this.#names.map((each, place) => [each, place]))
    return this.#byName.get(name) ?? -1
  }
}

/** All files of a package: one asset, whatever they are called. */
export function judgePackage(
  files: readonly CatalogFile[],
  problemOf: (file: CatalogFile) => Problem | undefined,
): Judged[] {
  return judgeTogether(
    files.map((file) => ({file, problem: problemOf(file), isNote: !isAvchdStream(basename(file.path))})),
  )
}

function judgeTogether(members: readonly Member[]): Judged[] {
  const culprit = members.find(({problem}) => problem && MENDABLE.includes(problem.code))
  const judged = culprit ? members.map((member) => waitFor(culprit, member)) : withNotes(members)
  const going = judged.filter(({problem}) => problem === undefined)
  const asset = going.length > 1 ? going[0]?.file.path : undefined
  return judged.map(({file, problem}) => ({file, problem, asset: problem ? undefined : asset}))
}

function waitFor(culprit: Member, member: Member): Member {
  if (member.problem) return member
  const {code = 'changed'} = culprit.problem ?? {}
  const reason = `it belongs to ${toText(culprit.file.path)}, which can’t be archived yet`
  return {...member, problem: {code, reason}}
}

/** A note goes where its picture goes, also where the archive holds another of the same content. */
function withNotes(members: readonly Member[]): readonly Member[] {
  if (!members.some(({problem, isNote}) => problem === undefined && !isNote)) return members
  return members.map((member) =>
    member.isNote && member.problem?.code === 'held' ? {...member, problem: undefined} : member,
  )
}
