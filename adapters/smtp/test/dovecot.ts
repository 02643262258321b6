/** A mail server on this machine that keeps mailboxes: Debian’s Dovecot, with nothing of the machine’s own settings. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chown, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Where it is, if it is installed. */
export const dovecot: string | undefined = ['/usr/sbin/dovecot', '/usr/bin/dovecot', '/usr/local/sbin/dovecot'].find(
  existsSync,
)

/** The password of everybody. */
export const password = 'not-to-be-quoted'

/** A server that runs. Every name is one of a mailbox, which is made when it logs in. */
export interface Dovecot {
  readonly port: number
  readonly tlsPort: number
  stop(): Promise<void>
}

/** Starts one, as nobody: it refuses to touch mail as root. */
export async function startDovecot(certificate?: { readonly key: string; readonly cert: string }): Promise<Dovecot> {
  if (dovecot === undefined) throw new Error('Dovecot is not installed.')
  const folder = await mkdtemp(join(tmpdir(), 'crmkit-dovecot-'))
  const [port, tlsPort] = [await freePort(), await freePort()]
  const { uid, gid } = whoToBe()
  const [user, group] = [nameOf('passwd', uid), nameOf('group', gid)]
  const tls = certificate === undefined ? ['ssl = no'] : ['ssl = yes', 'ssl_cert = <cert.pem', 'ssl_key = <key.pem']
  const config = [
    ...[
      'protocols = imap',
      'listen = 127.0.0.1',
      `log_path = ${folder}/log`,
      'disable_plaintext_auth = no',
      'auth_failure_delay = 0',
    ],
    ...[`base_dir = ${folder}/run`, `state_dir = ${folder}/run`, 'first_valid_uid = 1', 'first_valid_gid = 1'],
    ...[`default_internal_user = ${user}`, `default_internal_group = ${group}`, `default_login_user = ${user}`],
    ...[`mail_location = maildir:${folder}/mail/%u`, 'mail_fsync = never', ...tls],
    `passdb {\n  driver = static\n  args = password=${password}\n}`,
    `userdb {\n  driver = static\n  args = uid=${uid} gid=${gid} home=${folder}/mail/%u\n}`,
    `service imap-login {\n  chroot =\n  inet_listener imap {\n    port = ${port}\n  }\n  inet_listener imaps {\n    port = ${certificate === undefined ? 0 : tlsPort}\n  }\n}`,
    ...['anvil', 'stats'].map((service) => `service ${service} {\n  chroot =\n}`),
    'namespace inbox {\n  inbox = yes\n}',
  ]
  await writeFile(join(folder, 'dovecot.conf'), `${config.join('\n')}\n`)
  if (certificate !== undefined) {
    await writeFile(join(folder, 'cert.pem'), certificate.cert)
    await writeFile(join(folder, 'key.pem'), certificate.key)
  }
  for (const name of ['run', 'mail']) await mkdir(join(folder, name))
  for (const name of ['', 'run', 'mail']) await chown(join(folder, name), uid, gid)
  const server = spawn(dovecot, ['-F', '-c', join(folder, 'dovecot.conf')], { uid, gid, stdio: 'ignore', cwd: folder })
  const stop = async () => {
    await end(server)
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
  try {
    await listening(port, server)
    return { port, tlsPort, stop }
  } catch (failure) {
    await stop()
    throw failure
  }
}

function whoToBe(): { readonly uid: number; readonly gid: number } {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  return uid === 0 ? { uid: nobody, gid: nobody } : { uid, gid }
}

const nobody = 65_534

function nameOf(database: 'passwd' | 'group', id: number): string {
  const { stdout } = spawnSync('getent', [database, String(id)], { encoding: 'utf8' })
  return stdout.split(':')[0] ?? ''
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function listening(port: number, server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.exitCode !== null) break
    const isThere = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (isThere) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('Dovecot does not start.')
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGTERM')
  await ended
}
