/** Files that a server of this machine answers with, for as long as a test lasts. */
import {readFileSync} from 'node:fs'
import {createServer, type Server} from 'node:http'
import type {AddressInfo} from 'node:net'

const servers: Server[] = []

afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

/** Serves each file once, the last one from then on; `undefined` is 404. */
export async function served(
  headers: Record<string, string>,
  ...answers: (string | undefined)[]
): Promise<string> {
  const server = createServer((_, response) => {
    const answer = answers.length > 1 ? answers.shift() : answers[0]
    response.writeHead(answer === undefined ? 404 : 200, headers)
    response.end(answer === undefined ? '{}' : readFileSync(answer))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}
