// What a browser may read and insert through the Data API, with the unmodified supabase-js against roomtone-local.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { advance, client, listener, ok, refused, setting } from './client.mjs'

const SONG = setting('ROOMTONE_SONG')
const OTHER_SONG = setting('ROOMTONE_OTHER_SONG')
const ARCHIVED_SONG = setting('ROOMTONE_ARCHIVED_SONG')
const ROOM = setting('ROOMTONE_ROOM')
const ROOM_WITH_CODE = setting('ROOMTONE_ROOM_WITH_CODE')
const NOBODY = '00000000-0000-4000-8000-000000000000'

const soon = () => new Date(Date.now() + 30 * 60 * 1000).toISOString()

test('songs are read by their public columns, signed in or not', async () => {
  const { supabase } = await listener()
  for (const one of [client(), supabase]) {
    const rows = ok(await one.from('songs').select('id,title').in('id', [SONG, OTHER_SONG]).order('title'))
    assert.deepEqual(rows, [
      { id: SONG, title: 'Rain' },
      { id: OTHER_SONG, title: 'Wind' },
    ])
  }
})

test('all columns of a table with private ones are refused', async () => {
  refused(await client().from('songs').select('*'), 401, '42501')
  refused(await client().from('songs').select(), 401, '42501')
  const { supabase } = await listener()
  refused(await supabase.from('songs').select('*'), 403, '42501')
  refused(await supabase.from('songs').select('id,embedding'), 403, '42501')
  refused(await supabase.from('players').select('token'), 403, '42501')
  assert.deepEqual(ok(await supabase.from('roles').select('role')), [], "one's own rows alone")
})

test('rows are filtered, ordered, limited and counted', async () => {
  const songs = () => client().from('songs')
  const titles = (result) => ok(result).map((row) => row.title)
  assert.deepEqual(titles(await songs().select('title').eq('title', 'Rain')), ['Rain'])
  assert.deepEqual(titles(await songs().select('title').neq('title', 'Rain').order('title')), ['Wind'])
  assert.deepEqual(titles(await songs().select('title').order('title', { ascending: false })), ['Wind', 'Rain'])
  assert.deepEqual(titles(await songs().select('title').order('title').limit(1)), ['Rain'])
  assert.deepEqual(titles(await songs().select('title').order('title').range(1, 1)), ['Wind'])
  assert.deepEqual(titles(await songs().select('title').is('bpm', null).order('title')), ['Rain', 'Wind'])
  assert.deepEqual(titles(await songs().select('title').not('bpm', 'is', null)), [])
  assert.deepEqual(ok(await songs().select('name:title').eq('id', SONG)), [{ name: 'Rain' }])
  const counted = await songs().select('title', { count: 'exact' }).order('title').limit(1)
  assert.deepEqual([counted.status, counted.count, counted.data.length], [206, 2, 1])
  const head = await songs().select('title', { count: 'exact', head: true })
  assert.deepEqual([head.error, head.count, head.data], [null, 2, null])
})

test('one row is an object, and any other number of rows an error', async () => {
  const songs = () => client().from('songs').select('title')
  assert.deepEqual(ok(await songs().eq('id', SONG).single()), { title: 'Rain' })
  const none = refused(await songs().eq('id', NOBODY).single(), 406, 'PGRST116')
  assert.equal(none.details, 'The result contains 0 rows')
  refused(await songs().single(), 406, 'PGRST116')
  assert.equal(ok(await songs().eq('id', NOBODY).maybeSingle()), null)
})

test('unknown tables, columns and schemas are named', async () => {
  refused(await client().from('nothing').select('id'), 404, 'PGRST205')
  refused(await client().from('songs').select('nothing'), 400, '42703')
  refused(await client().from('songs').select('id').eq('nothing', 1), 400, '42703')
  refused(await client().from('songs').select('id').eq('id', 'no uuid'), 400, '22P02')
  refused(await client().schema('roomtone').from('rules').select('id'), 406, 'PGRST106')
  const { supabase, user } = await listener()
  const row = { user_id: user.id, song_id: SONG, vote_value: 4, nothing: 1 }
  refused(await supabase.from('votes').insert(row), 400, 'PGRST204')
})

test('values stay values, whatever they contain', async () => {
  const titles = ["'; drop table public.songs; --", '"', '\\', '{a,b}', '(', ')', ',', '%', 'null']
  assert.deepEqual(ok(await client().from('songs').select('title').in('title', titles)), [])
  for (const title of titles) {
    assert.deepEqual(ok(await client().from('songs').select('title').eq('title', title)), [])
  }
  for (const name of ['id"; select 1; --', 'id) from public.songs; --', 'pg_sleep(1)', 'id::text', 'ID']) {
    refused(await client().from('songs').select(name), 400, 'PGRST100')
    refused(await client().from('songs').select('id').eq(name, '1'), 400, 'PGRST100')
    refused(await client().from('songs').select('id').order(name), 400, 'PGRST100')
  }
  refused(await client().from('songs; drop table songs').select('id'), 404, 'PGRST205')
  assert.equal(ok(await client().from('songs').select('id')).length, 2)
})

test('a listener inserts a session and a vote, and reads them', async () => {
  const { supabase, user } = await listener()
  const session = await supabase
    .from('sessions')
    .insert({ user_id: user.id, player_id: ROOM, expires_at: soon() })
    .select('id,player_id,status')
    .single()
  assert.equal(session.status, 201)
  assert.equal(ok(session).player_id, ROOM)
  assert.equal(session.data.status, 'active')
  const vote = await supabase.from('votes').insert({ user_id: user.id, song_id: SONG, vote_value: 5 })
  assert.deepEqual([vote.error, vote.status, vote.data], [null, 201, null])
  const votes = ok(await supabase.from('votes').select('song_id,vote_value,player_id,session_id'))
  assert.deepEqual(votes, [{ song_id: SONG, vote_value: 5, player_id: ROOM, session_id: session.data.id }])
  const { supabase: stranger } = await listener()
  assert.deepEqual(ok(await stranger.from('votes').select('id')), [])
  const profile = ok(await supabase.from('profiles').select('*').single())
  assert.equal(profile.id, user.id)
})

test('several votes are inserted together or not at all', async () => {
  const { supabase, user } = await listener()
  const vote = (song_id, vote_value) => ({ user_id: user.id, song_id, vote_value })
  refused(await supabase.from('votes').insert([vote(SONG, 4), vote(OTHER_SONG, 9)]), 400, '23514')
  assert.deepEqual(ok(await supabase.from('votes').select('id')), [])
  ok(await supabase.from('votes').insert([vote(SONG, 4), vote(OTHER_SONG, 2)]))
  assert.equal(ok(await supabase.from('votes').select('id')).length, 2)
})

test('nobody writes for another user, more columns or other tables', async () => {
  const { supabase, user } = await listener()
  const { user: other } = await listener()
  const vote = { user_id: user.id, song_id: SONG, vote_value: 4 }
  refused(await supabase.from('votes').insert({ ...vote, user_id: other.id }), 403, '42501')
  refused(await supabase.from('votes').insert({ ...vote, applied_seq: 1 }), 403, '42501')
  refused(await client().from('votes').insert(vote), 401, '42501')
  refused(await supabase.from('songs').insert({ title: 'Mine' }), 403, '42501')
  refused(await supabase.from('votes').insert({ ...vote, song_id: NOBODY }), 409, '23503')
  refused(await supabase.from('votes').insert({ user_id: user.id, vote_value: 3 }), 400, '23502')
})

test('limits and codes answer with their status and what to do', async () => {
  const { supabase, user } = await listener()
  const archived = refused(
    await supabase.from('votes').insert({ user_id: user.id, song_id: ARCHIVED_SONG, vote_value: 5 }),
    410,
    'PT410',
  )
  assert.match(archived.hint, /Vote for another/)
  const checkIn = (player_id) => supabase.from('sessions').insert({ user_id: user.id, player_id, expires_at: soon() })
  const closed = refused(await checkIn(ROOM_WITH_CODE), 403, 'PT403')
  assert.match(closed.hint, /POST \/api\/checkin/)
  let last = await checkIn(ROOM)
  for (let i = 0; i < 200 && last.error === null; i++) {
    last = await checkIn(ROOM)
  }
  const throttled = refused(last, 429, 'PT429')
  assert.match(throttled.hint, /again in \d+ s|here in \d+ s/)
})

test('a token that is expired, forged or of no role is refused', async () => {
  const { supabase } = await listener()
  const { session } = ok(await supabase.auth.getSession())
  const read = async (token) => {
    const response = await fetch(`${setting('ROOMTONE_SUPABASE_URL')}/rest/v1/songs?select=id`, {
      headers: { apikey: 'sb_publishable_test', authorization: `Bearer ${token}` },
    })
    return [response.status, (await response.json()).code]
  }
  assert.deepEqual(await read(session.access_token), [200, undefined])
  const [head, body, signature] = session.access_token.split('.')
  const swapped = signature.slice(0, -4) + (signature.endsWith('AAAA') ? 'BBBB' : 'AAAA')
  assert.deepEqual(await read([head, body, swapped].join('.')), [401, 'PGRST301'])
  assert.deepEqual(await read('no-token'), [401, 'PGRST301'])
  await advance(3700)
  assert.deepEqual(await read(session.access_token), [401, 'PGRST303'])
})

test('what is not emulated says so', async () => {
  const { supabase, user } = await listener()
  refused(await supabase.from('votes').update({ vote_value: 1 }).eq('user_id', user.id), 405, 'PGRST117')
  refused(await supabase.from('votes').delete().eq('user_id', user.id), 405, 'PGRST117')
  refused(await supabase.from('votes').upsert({ user_id: user.id, song_id: SONG, vote_value: 1 }), 400, 'PGRST100')
  refused(await supabase.rpc('recommend_with_penalty', {}), 404, 'PGRST202')
  refused(await supabase.from('votes').select('songs(title)'), 400, 'PGRST100')
})
