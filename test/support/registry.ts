/** A registry of this machine: offers packages as they lie in node_modules, so that npm can install without a network. */
import {execFile} from 'node:child_process'
import {readFileSync} from 'node:fs'
import {createServer} from 'node:http'
import type {AddressInfo} from 'node:net'
import {join} from 'node:path'
import {promisify} from 'node:util'
import {PACKAGE_ROOT} from './mediastruct.ts'

export interface LocalRegistry {
  readonly url: string
  /** Names of the packages that were asked for, each once. */
  readonly asked: ReadonlySet<string>
  close(): void
}

/** @param directory an empty one, for the tarballs */
export async function localRegistry(directory: string, names: readonly string[]): Promise<LocalRegistry> {
  await Promise.all(names.map((name) => pack(join(PACKAGE_ROOT, 'node_modules', name), directory)))
  const asked = new Set<string>()
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1)
    if (path.endsWith('.tgz')) return response.end(readFileSync(join(directory, path)))
    asked.add(path)
    if (!names.includes(path)) return response.writeHead(404).end('{}')
    return response.end(JSON.stringify(offer(path, url)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  return {url, asked, close: () => server.close()}
}

/** What `npm pack` makes of a package. @returns path of the tarball */
export async function pack(
  from: string,
  to: string,
  args: readonly string[] = ['--ignore-scripts'],
): Promise<string> {
  const options = {
    cwd: from,
    env: {...process.env, npm_config_loglevel: 'error', npm_config_update_notifier: 'false'},
  }
  const {stdout} = await promisify(execFile)(
    'npm',
    ['pack', '--json', ...args, '--pack-destination', to],
    options,
  )
  const [{filename}] = JSON.parse(stdout) as [{filename: string}]
  return join(to, filename)
}

/** A package's document in the registry: the one version that is there. */
function offer(name: string, url: string): object {
  const manifest: {version: string} = JSON.parse(
    readFileSync(join(PACKAGE_ROOT, 'node_modules', name, 'package.json'), 'utf8'),
  )
  const {version} = manifest
  const tarball = `${url}${name}-${version}.tgz`
  return {name, 'dist-tags': {latest: version}, versions: {[version]: {...manifest, dist: {tarball}}}}
}
