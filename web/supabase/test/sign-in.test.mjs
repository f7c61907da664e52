// Signing in with the unmodified supabase-js against roomtone-local: sign-up, password, refresh, claims, sign-out.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, advance, client, lastMailTo, newUser, ok, refused, withSettings } from './client.mjs'

test('a sign-up with a password signs in and makes the identity "email"', async () => {
  const { supabase, email, user, session } = await newUser('sign-up')
  assert.equal(user.email, email)
  assert.equal(user.is_anonymous, false)
  assert.equal(session.token_type, 'bearer')
  assert.equal(session.expires_in, 3600)
  assert.deepEqual(user.app_metadata, { provider: 'email', providers: ['email'] })
  const { identities } = ok(await supabase.auth.getUserIdentities())
  assert.equal(identities.length, 1)
  const [identity] = identities
  assert.equal(identity.provider, 'email')
  assert.equal(identity.user_id, user.id)
  assert.equal(identity.id, user.id)
  assert.match(identity.identity_id, /^[0-9a-f-]{36}$/)
  assert.equal(identity.identity_data.email, email)
  assert.equal(identity.identity_data.sub, user.id)
  assert.ok(!Number.isNaN(Date.parse(identity.created_at)))
})

test('an address signs up once', async () => {
  const { email } = await newUser('twice')
  refused(await client().auth.signUp({ email, password: 'correct horse' }), 422, 'user_already_exists')
})

test('a weak password is refused with its reason', async () => {
  const error = refused(
    await client().auth.signUp({ email: address('weak'), password: 'short' }),
    422,
    'weak_password',
  )
  assert.equal(error.name, 'AuthWeakPasswordError')
  assert.deepEqual(error.reasons, ['length'])
})

test('a password signs in, a wrong one does not', async () => {
  const { email, user } = await newUser('password')
  const again = ok(await client().auth.signInWithPassword({ email, password: 'correct horse' }))
  assert.equal(again.user.id, user.id)
  refused(await client().auth.signInWithPassword({ email, password: 'wrong' }), 400, 'invalid_credentials')
})

test('a sign-up that needs a confirmation signs in by its code', async () => {
  await withSettings({ confirm: true }, async () => {
    const supabase = client()
    const email = address('confirm')
    const { user, session } = ok(await supabase.auth.signUp({ email, password: 'correct horse' }))
    assert.equal(session, null)
    assert.equal(user.email, email)
    refused(
      await supabase.auth.signInWithPassword({ email, password: 'correct horse' }),
      400,
      'email_not_confirmed',
    )
    refused(await supabase.auth.resend({ type: 'signup', email }), 429, 'over_email_send_rate_limit')
    await advance(61)
    ok(await supabase.auth.resend({ type: 'signup', email }))
    const { code } = await lastMailTo(email)
    const verified = ok(await supabase.auth.verifyOtp({ email, token: code, type: 'signup' }))
    assert.equal(verified.user.id, user.id)
    assert.ok(verified.session.access_token)
    // A registered address gets a made-up user, so that nobody learns who is registered.
    const stranger = ok(await client().auth.signUp({ email, password: 'correct horse' }))
    assert.notEqual(stranger.user.id, user.id)
    assert.deepEqual(stranger.user.identities, [])
  })
})

test('anonymous sign-ins can be off', async () => {
  await withSettings({ anonymous: false }, async () => {
    refused(await client().auth.signInAnonymously(), 422, 'anonymous_provider_disabled')
  })
})

test('anonymous sign-ups have a limit', async () => {
  await withSettings({ limit: 2 }, async () => {
    ok(await client().auth.signInAnonymously())
    ok(await client().auth.signInAnonymously())
    refused(await client().auth.signInAnonymously(), 429, 'over_request_rate_limit')
    await advance(3601)
    ok(await client().auth.signInAnonymously())
  })
})

test('a refresh gives the next token of the same session', async () => {
  const { supabase, session } = await newUser('refresh')
  const { data } = await supabase.auth.getClaims()
  const refreshed = ok(await supabase.auth.refreshSession())
  assert.notEqual(refreshed.session.refresh_token, session.refresh_token)
  const claims = (await supabase.auth.getClaims()).data.claims
  assert.equal(claims.session_id, data.claims.session_id)
})

test('an old refresh token gives the active one, and later revokes the session', async () => {
  const { session: first } = await newUser('reuse')
  const refresh = (session) => client().auth.refreshSession({ refresh_token: session.refresh_token })
  const second = ok(await refresh(first)).session
  assert.equal(ok(await refresh(first)).session.refresh_token, second.refresh_token)
  const third = ok(await refresh(second)).session
  // Ten seconds after its exchange the first token is no longer excused.
  await advance(11)
  refused(await refresh(first), 400, 'refresh_token_already_used')
  await advance(11)
  refused(await refresh(third), 400, 'refresh_token_already_used')
})

test('an unknown refresh token is refused', async () => {
  refused(
    await client().auth.refreshSession({ refresh_token: 'made up' }),
    400,
    'refresh_token_not_found',
  )
})

test('getUser asks Auth, getClaims verifies by the key set', async () => {
  const { supabase, user, email } = await newUser('claims')
  assert.equal(ok(await supabase.auth.getUser()).user.id, user.id)
  let asked = 0
  const counting = client()
  counting.auth.getUser = () => {
    asked++
  }
  const session = ok(await supabase.auth.getSession()).session
  const { claims, header } = ok(await counting.auth.getClaims(session.access_token))
  assert.equal(asked, 0, 'the signature was not checked locally')
  assert.equal(header.alg, 'ES256')
  assert.equal(claims.sub, user.id)
  assert.equal(claims.email, email)
  assert.equal(claims.role, 'authenticated')
  assert.equal(claims.is_anonymous, false)
  assert.equal(claims.amr[0].method, 'password')
})

test('a forged token and an expired one are refused', async () => {
  const { session } = await newUser('forged')
  const [head, body, signature] = session.access_token.split('.')
  const forged = [head, body, signature.slice(0, -4) + (signature.endsWith('AAAA') ? 'BBBB' : 'AAAA')].join('.')
  refused(await client().auth.getUser(forged), 403, 'bad_jwt')
  const { error } = await client().auth.getClaims(forged)
  assert.ok(error)
  await advance(3601)
  refused(await client().auth.getUser(session.access_token), 403, 'bad_jwt')
})

test('signing out ends this session, the others or all', async () => {
  const { supabase, email, user } = await newUser('sign-out')
  const signIn = async () => {
    const other = client()
    ok(await other.auth.signInWithPassword({ email, password: 'correct horse' }))
    return other
  }
  const isSignedIn = async (one, token) => (await one.auth.getUser(token)).data.user?.id === user.id
  const tokenOf = async (one) => (await one.auth.getSession()).data.session.access_token
  const first = await signIn()
  const second = await signIn()
  const tokens = [await tokenOf(supabase), await tokenOf(first), await tokenOf(second)]
  assert.equal((await supabase.auth.signOut({ scope: 'local' })).error, null)
  const { error } = await client().auth.getUser(tokens[0])
  assert.equal(error.name, 'AuthSessionMissingError')
  assert.ok(await isSignedIn(client(), tokens[1]))
  assert.equal((await first.auth.signOut({ scope: 'others' })).error, null)
  assert.ok(!(await isSignedIn(client(), tokens[2])))
  assert.ok(await isSignedIn(client(), tokens[1]))
  assert.equal((await first.auth.signOut()).error, null)
  assert.ok(!(await isSignedIn(client(), tokens[1])))
})

test('an identity cannot be unlinked, as manual linking is off', async () => {
  const { supabase } = await newUser('unlink')
  const { identities } = ok(await supabase.auth.getUserIdentities())
  refused(await supabase.auth.unlinkIdentity(identities[0]), 404, 'manual_linking_disabled')
})
