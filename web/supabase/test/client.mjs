import assert from 'node:assert/strict'
import { createClient } from '@supabase/supabase-js'

/** The value of an environment variable, which the caller of these tests sets. */
export function setting(name) {
  const value = process.env[name]
  assert.ok(value, `${name} is not set; the JUnit tests that start roomtone-local set it`)
  return value
}

/** Node 20 has no WebSocket, which the client looks for although nothing here subscribes to anything. */
class NoWebSocket {}

/** A client of its own, with its session in memory, as one page in one browser. */
export function client() {
  return createClient(setting('ROOMTONE_SUPABASE_URL'), 'sb_publishable_test', {
    auth: { autoRefreshToken: false, persistSession: false, detectSessionInUrl: false },
    realtime: { transport: NoWebSocket },
  })
}

/** The data of a call that must succeed. */
export function ok({ data, error }) {
  assert.equal(error, null, `unexpected error: ${JSON.stringify(error)}`)
  return data
}

/** Checks that a call was refused with this status and code, and returns the error. */
export function refused({ error, status }, expectedStatus, code) {
  assert.ok(error, 'the call succeeded')
  assert.deepEqual([error.status ?? status, error.code], [expectedStatus, code], error.message)
  assert.ok(error.message)
  return error
}

/** A client whose user is signed in anonymously. */
export async function listener() {
  const supabase = client()
  const { user } = ok(await supabase.auth.signInAnonymously())
  return { supabase, user }
}

/** A new address. */
export function address(name) {
  return `${name}-${crypto.randomUUID()}@example.org`
}

/** A new user with e-mail and password. */
export async function newUser(name, password = 'correct horse') {
  const supabase = client()
  const email = address(name)
  const { user, session } = ok(await supabase.auth.signUp({ email, password }))
  return { supabase, email, user, session }
}

/** The mails to an address, the oldest first. */
export async function mailsTo(email) {
  const url = new URL('/roomtone-local/mails', setting('ROOMTONE_SUPABASE_URL'))
  url.searchParams.set('to', email)
  const response = await fetch(url)
  assert.equal(response.status, 200)
  return (await response.json()).mails
}

/** The last mail to an address. */
export async function lastMailTo(email) {
  const mails = await mailsTo(email)
  assert.ok(mails.length > 0, `no mail to ${email}`)
  return mails.at(-1)
}

/** Moves on the clock of Auth. */
export async function advance(seconds) {
  await control(`/advance?seconds=${seconds}`)
}

/** Runs a step with other settings of Auth. */
export async function withSettings(settings, step) {
  await control(`/settings?${new URLSearchParams(settings)}`)
  try {
    return await step()
  } finally {
    await control('/settings')
  }
}

async function control(path) {
  const response = await fetch(setting('ROOMTONE_CONTROL_URL') + path, { method: 'POST' })
  assert.equal(response.status, 204)
}
