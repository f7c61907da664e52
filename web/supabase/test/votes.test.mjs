// A vote that a page inserts past the brain, which applies it: with the unmodified supabase-js, roomtone-local and the brain.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { listener, ok, setting } from './client.mjs'

const SONG = setting('ROOMTONE_SONG')
const BRAIN = setting('ROOMTONE_BRAIN_URL')

test('the brain applies a vote that a page inserted, and the taste follows', async () => {
  const { supabase, user } = await listener()
  ok(await supabase.from('votes').insert({ user_id: user.id, song_id: SONG, vote_value: 5 }))
  const { session } = ok(await supabase.auth.getSession())
  const taste = async () => {
    const response = await fetch(`${BRAIN}/api/preferences`, {
      headers: { authorization: `Bearer ${session.access_token}` },
    })
    assert.equal(response.status, 200)
    return (await response.json()).preference_vector
  }
  const deadline = Date.now() + 10_000
  let vector = await taste()
  while (vector === null && Date.now() < deadline) {
    await wait(100)
    vector = await taste()
  }
  // A like makes the sound of the song the taste of a listener who had none.
  assert.deepEqual(vector?.map((number) => Math.round(number * 1000)), [1000, 0, 0, 0, 0])
  const [vote] = ok(await supabase.from('votes').select('vote_value,applied_seq'))
  assert.equal(vote.vote_value, 5)
  assert.ok(vote.applied_seq > 0)
})
