import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { withLock } from './build/lock.mjs'
import { buildPage, isComplete } from './build/page.mjs'
import { filesBelow, hashOf, LOCK_FILE } from './build/sources.mjs'

/*
 * Builds and tests the pages; Maven calls it.
 *
 *   node build.mjs pages TARGET PAGE…   builds pages for the class path below TARGET/classes, unless nothing has changed, and TARGET/sbom.json
 *   node build.mjs test FILTER…         runs the tests whose paths contain one of the filters
 */

const web = dirname(fileURLToPath(import.meta.url))

/** The pages: their folders, and the TypeScript projects to check before they are built. */
const PAGES = {
  listener: { root: 'listener', projects: ['build', 'shared', 'listener'] },
  admin: { root: 'manager/admin', projects: ['manager'] },
  player: { root: 'manager/player', projects: ['manager'] },
}

const [command, ...parameters] = process.argv.slice(2)
try {
  await withLock(join(web, LOCK_FILE), async () => {
    if (command === 'pages' && parameters.length > 1) {
      await pages(parameters[0], parameters.slice(1))
    } else if (command === 'test') {
      test(parameters)
    } else {
      throw new Error(`unknown command ${process.argv.slice(2).join(' ')}`)
    }
  })
} catch (error) {
  console.error(`Web pages: ${error.message}`)
  process.exitCode = 1
}

async function pages(target, names) {
  const sources = hashOfSources()
  const marker = (name) => join(target, `${name}.sources`)
  const folder = (name) => join(target, 'classes', 'roomtone', 'pages', name)
  const isBilled = existsSync(join(target, 'sbom.json'))
  const outdated = names.filter((name) => !isBilled || !isCurrent(marker(name), sources) || !isComplete(folder(name)))
  if (outdated.length === 0) {
    return
  }
  install()
  run('the types of the API', 'npm', ['run', '--silent', 'types'])
  for (const project of new Set(outdated.flatMap((name) => PAGES[name].projects))) {
    run(`the type check of ${project}`, process.execPath, ['node_modules/typescript/bin/tsc', '-p', project])
  }
  for (const name of outdated) {
    rmSync(marker(name), { force: true })
    mkdirSync(folder(name), { recursive: true })
    await buildPage(join(web, PAGES[name].root), folder(name))
    writeFileSync(marker(name), sources)
    console.log(`Built the page ${name}`)
  }
  writeFileSync(join(target, 'sbom.json'), billOfMaterials())
}

/** What the packages of the pages are and under which licences, as CycloneDX, without those that only build and test. */
function billOfMaterials() {
  return output('the bill of materials', 'npm', ['sbom', '--package-lock-only', '--omit', 'dev', '--sbom-format', 'cyclonedx'])
}

function test(filters) {
  install()
  run('the types of the API', 'npm', ['run', '--silent', 'types'])
  run('a test of the pages', process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--passWithNoTests', ...filters])
}

/** Installs what package-lock.json lists, unless the last installation did. Scripts of packages are not run. */
function install() {
  const marker = join(web, 'node_modules', '.roomtone-installed')
  const wanted = createHash('sha256')
    .update(`${process.platform} ${process.arch}\n`)
    .update(readFileSync(join(web, 'package-lock.json')))
    .digest('hex')
  if (!isCurrent(marker, wanted)) {
    run('npm ci', 'npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])
    writeFileSync(marker, wanted)
  }
}

function isCurrent(marker, wanted) {
  return existsSync(marker) && readFileSync(marker, 'utf8') === wanted
}

/** All that decides what a build writes: sources, configuration, the API, the lock file, and Node itself. */
function hashOfSources() {
  const api = join(dirname(web), 'docs', 'openapi')
  return hashOf(dirname(web), [...filesBelow(web), ...filesBelow(api)], [process.version])
}

function run(what, program, args) {
  call(what, program, args, 'inherit')
}

function output(what, program, args) {
  return call(what, program, args, 'pipe')
}

/** Returns what the program prints, where that is piped. */
function call(what, program, args, stdout) {
  const result = spawnSync(program, args, { cwd: web, stdio: ['ignore', stdout, 'inherit'], encoding: 'utf8' })
  if (result.status !== 0) {
    throw new Error(`${what} failed${result.error === undefined ? '' : `: ${result.error.message}`}`)
  }
  return result.stdout
}
