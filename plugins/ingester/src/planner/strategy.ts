/** What the config says of names: templates, a function, or a strategy of a plugin's; each answer is checked. */
import {
  askRenameStrategy,
  assertProposal,
  CONFIG_FUNCTION,
  checkProposal,
  contained,
  DEFAULT_FOLDER_TEMPLATE,
  DEFAULT_NAME_TEMPLATE,
  isTemplate,
  MediaStructError,
  type NamableFile,
  type NameProposal,
  type Settings,
  UNNAMABLE,
  unknownProvider,
} from 'mediastruct'
import {type NamingOptions, namingOptions, proposeName, type Step} from '../naming/datetime-hash.ts'
import type {AskedRegistry} from './dates.ts'

/** The strategy that takes the host's proposal, whatever its template. */
const DEFAULT_STRATEGY = 'datetime-hash'
const CAMERA_TOKENS = ['make', 'model', 'camera']

export interface StrategyOptions {
  readonly registry: AskedRegistry
  readonly settings: Pick<Settings, 'rename' | 'folder' | 'file'>
}

export class Strategy {
  readonly #options: StrategyOptions
  readonly #name: string
  readonly #templates: NamingOptions

  /** @throws MediaStructError UNKNOWN_NAME, BAD_TEMPLATE */
  constructor(options: StrategyOptions) {
    this.#options = options
    const {registry, settings} = options
    const {rename, folder} = settings
    const template = typeof rename === 'string' && isTemplate(rename) ? rename : undefined
    this.#templates = namingOptions(
      template ?? DEFAULT_NAME_TEMPLATE,
      typeof folder === 'string' ? folder : DEFAULT_FOLDER_TEMPLATE,
    )
    if (typeof rename === 'function') this.#name = CONFIG_FUNCTION
    else this.#name = template === undefined ? rename : DEFAULT_STRATEGY
    if (!registry.has('renameStrategy', this.#name)) {
      throw unknownProvider(registry, 'renameStrategy', this.#name)
    }
  }

  /** Whether a number of the template's tells files apart. */
  get counts(): boolean {
    return this.#templates.template.uses('counter')
  }

  /** Whether anybody may ask which camera took a file. */
  get asksForCamera(): boolean {
    const {template, folderTemplate} = this.#templates
    const uses = CAMERA_TOKENS.some((token) => template.uses(token) || folderTemplate.uses(token))
    return uses || this.#name !== DEFAULT_STRATEGY || typeof this.#options.settings.folder === 'function'
  }

  /** @throws MediaStructError UNNAMABLE where the templates give no name, BAD_ANSWER, PLUGIN_FAILED */
  async propose(file: NamableFile, step: Step): Promise<NameProposal> {
    const templated = proposeName(file, this.#templates, step)
    const folder = (await this.#askFolder(file)) ?? templated.folder
    const proposal = {...templated, folder}
    if (this.#name === DEFAULT_STRATEGY) assertNamable(proposal)
    return await askRenameStrategy(this.#options.registry, this.#name, file, proposal)
  }

  /** @throws MediaStructError BAD_ANSWER, PLUGIN_FAILED */
  async #askFolder(file: NamableFile): Promise<string | undefined> {
    const {folder, file: config = 'the config'} = this.#options.settings
    if (typeof folder !== 'function') return undefined
    const ask = contained({plugin: config, hook: 'folder'}, ({path}: NamableFile) => path, folder)
    const answer: unknown = await ask(file)
    if (answer === undefined) return undefined
    return assertProposal({folder: answer, name: file.name}, `${config} answered folder on ${file.path}`)
      .folder
  }
}

/** What a template makes of a file's own name, or of its camera's, is nobody's mistake: the file stays as it is. */
function assertNamable(proposal: NameProposal): void {
  const problem = checkProposal(proposal)
  if (problem === undefined) return
  const expected = problem.replace(/^E/, 'e').replace(/\.$/, '')
  throw new MediaStructError(
    UNNAMABLE,
    `the templates give it no name: ${expected}; change "rename" or "folder", or the file’s own name`,
  )
}
