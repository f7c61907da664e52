// What mails confirm, with the unmodified supabase-js against roomtone-local: an address, a sign-in, a new password.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { address, advance, client, lastMailTo, listener, mailsTo, newUser, ok, refused } from './client.mjs'

test('an anonymous user who confirms an address keeps the account', async () => {
  const { supabase, user } = await listener()
  assert.equal(user.is_anonymous, true)
  assert.deepEqual(user.identities, [])
  const email = address('linked')
  const waiting = ok(await supabase.auth.updateUser({ email })).user
  assert.equal(waiting.is_anonymous, true)
  assert.equal(waiting.new_email, email)
  const mail = await lastMailTo(email)
  assert.equal(mail.type, 'email_change')
  assert.match(mail.code, /^\d{6}$/)
  const { user: linked, session } = ok(
    await supabase.auth.verifyOtp({ email, token: mail.code, type: 'email_change' }),
  )
  assert.equal(linked.id, user.id)
  assert.equal(linked.email, email)
  assert.equal(linked.is_anonymous, false)
  assert.equal(linked.new_email, undefined)
  assert.deepEqual(linked.identities.map((identity) => identity.provider), ['email'])
  assert.equal(ok(await supabase.auth.getClaims(session.access_token)).claims.is_anonymous, false)
  ok(await supabase.auth.updateUser({ password: 'battery staple' }))
  const elsewhere = ok(await client().auth.signInWithPassword({ email, password: 'battery staple' }))
  assert.equal(elsewhere.user.id, user.id)
})

test('an anonymous user has no password without an address', async () => {
  const { supabase } = await listener()
  refused(await supabase.auth.updateUser({ password: 'battery staple' }), 422, 'validation_failed')
})

test('a code is good once, for an hour, and for its address', async () => {
  const { supabase } = await listener()
  const email = address('code')
  ok(await supabase.auth.updateUser({ email }))
  const { code } = await lastMailTo(email)
  const wrong = code === '000000' ? '000001' : '000000'
  const verify = (of, token) => client().auth.verifyOtp({ email: of, token, type: 'email_change' })
  refused(await verify(email, wrong), 403, 'otp_expired')
  refused(await verify(address('other'), code), 403, 'otp_expired')
  ok(await verify(email, code))
  refused(await verify(email, code), 403, 'otp_expired')
  await newUser('late').then(async ({ email: late }) => {
    ok(await client().auth.signInWithOtp({ email: late }))
    const { code: old } = await lastMailTo(late)
    await advance(3601)
    refused(await client().auth.verifyOtp({ email: late, token: old, type: 'email' }), 403, 'otp_expired')
  })
})

test('mails to one user come at most once a minute', async () => {
  const { supabase } = await listener()
  const email = address('often')
  ok(await supabase.auth.updateUser({ email }))
  const { message } = refused(
    await supabase.auth.updateUser({ email }),
    429,
    'over_email_send_rate_limit',
  )
  assert.match(message, /only request this after \d+ seconds/)
  await advance(61)
  ok(await supabase.auth.updateUser({ email }))
  const [first, second] = await mailsTo(email)
  refused(
    await client().auth.verifyOtp({ token_hash: first.token_hash, type: 'email_change' }),
    403,
    'otp_expired',
  )
  ok(await client().auth.verifyOtp({ token_hash: second.token_hash, type: 'email_change' }))
})

test('nobody takes the address of another user', async () => {
  const { email } = await newUser('owner')
  const { supabase } = await listener()
  refused(await supabase.auth.updateUser({ email }), 422, 'email_exists')
})

test('a user with an address confirms a new one at both', async () => {
  const { supabase, email: old, user } = await newUser('old')
  const email = address('new')
  ok(await supabase.auth.updateUser({ email }))
  const first = ok(
    await supabase.auth.verifyOtp({ email, token: (await lastMailTo(email)).code, type: 'email_change' }),
  )
  assert.equal(first.session, null)
  assert.equal(ok(await supabase.auth.getUser()).user.email, old)
  const second = ok(
    await supabase.auth.verifyOtp({ email: old, token: (await lastMailTo(old)).code, type: 'email_change' }),
  )
  assert.equal(second.user.email, email)
  assert.equal(second.user.identities[0].identity_data.email, email)
  assert.equal(second.user.id, user.id)
})

test('a change of the address can be sent again', async () => {
  const { supabase, email: old } = await newUser('resend')
  const email = address('resent')
  ok(await supabase.auth.updateUser({ email }))
  await advance(61)
  ok(await supabase.auth.resend({ type: 'email_change', email: old }))
  assert.equal((await mailsTo(email)).length, 2)
})

test('a forgotten password is replaced after the code of the mail', async () => {
  const { email, user } = await newUser('forgotten')
  const elsewhere = client()
  ok(await elsewhere.auth.signInWithPassword({ email, password: 'correct horse' }))
  const elsewhereToken = (await elsewhere.auth.getSession()).data.session.access_token
  const supabase = client()
  ok(await supabase.auth.resetPasswordForEmail(email))
  const { code, type } = await lastMailTo(email)
  assert.equal(type, 'recovery')
  const events = []
  supabase.auth.onAuthStateChange((event) => events.push(event))
  const { user: recovered } = ok(await supabase.auth.verifyOtp({ email, token: code, type: 'recovery' }))
  assert.equal(recovered.id, user.id)
  assert.ok(events.includes('PASSWORD_RECOVERY'))
  refused(await supabase.auth.updateUser({ password: 'correct horse' }), 422, 'same_password')
  ok(await supabase.auth.updateUser({ password: 'battery staple' }))
  ok(await client().auth.signInWithPassword({ email, password: 'battery staple' }))
  const { error } = await client().auth.getUser(elsewhereToken)
  assert.equal(error.name, 'AuthSessionMissingError', 'a new password ends the other sessions')
})

test('the answer does not tell who is registered', async () => {
  const email = address('nobody')
  ok(await client().auth.resetPasswordForEmail(email))
  assert.deepEqual(await mailsTo(email), [])
})

test('a one-time password signs in, and makes the account if asked to', async () => {
  const email = address('otp')
  const supabase = client()
  refused(
    await supabase.auth.signInWithOtp({ email, options: { shouldCreateUser: false } }),
    422,
    'otp_disabled',
  )
  ok(await supabase.auth.signInWithOtp({ email, options: { data: { display_name: 'Wave' } } }))
  const first = await lastMailTo(email)
  const { user } = ok(await supabase.auth.verifyOtp({ email, token: first.code, type: 'email' }))
  assert.equal(user.email, email)
  assert.equal(user.user_metadata.display_name, 'Wave')
  assert.equal(ok(await supabase.auth.getClaims()).claims.amr[0].method, 'otp')
  await advance(61)
  ok(await supabase.auth.signInWithOtp({ email, options: { shouldCreateUser: false } }))
  const second = await lastMailTo(email)
  const again = ok(await client().auth.verifyOtp({ token_hash: second.token_hash, type: 'magiclink' }))
  assert.equal(again.user.id, user.id)
})

test('a link of a mail leads back to the page with the session', async () => {
  const { email, user } = await newUser('link')
  const page = 'http://127.0.0.1:8080/?player=garden'
  ok(await client().auth.signInWithOtp({ email, options: { emailRedirectTo: page } }))
  const { link } = await lastMailTo(email)
  const response = await fetch(link, { redirect: 'manual' })
  assert.equal(response.status, 303)
  const target = new URL(response.headers.get('location'))
  assert.equal(target.origin + target.pathname + target.search, page)
  const values = new URLSearchParams(target.hash.slice(1))
  assert.equal(values.get('type'), 'magiclink')
  const { data, error } = await client().auth.setSession({
    access_token: values.get('access_token'),
    refresh_token: values.get('refresh_token'),
  })
  assert.equal(error, null)
  assert.equal(data.user.id, user.id)
  const again = new URL((await fetch(link, { redirect: 'manual' })).headers.get('location'))
  assert.equal(new URLSearchParams(again.hash.slice(1)).get('error_code'), 'otp_expired')
})

test('a link never leads to a page elsewhere', async () => {
  const { email } = await newUser('elsewhere')
  ok(await client().auth.signInWithOtp({ email, options: { emailRedirectTo: 'https://example.org/steal' } }))
  const { link } = await lastMailTo(email)
  assert.ok(!link.includes('example.org'), link)
  const stolen = new URL(link)
  stolen.searchParams.set('redirect_to', 'http://127.0.0.1.example.org/')
  const response = await fetch(stolen, { redirect: 'manual' })
  assert.equal(new URL(response.headers.get('location')).host, '127.0.0.1:8080')
})

test('a code before a change of the password is sent to the address', async () => {
  const { supabase, email } = await newUser('reauthenticate')
  ok(await supabase.auth.reauthenticate())
  assert.equal((await lastMailTo(email)).type, 'reauthentication')
  const { supabase: nobody } = await listener()
  refused(await nobody.auth.reauthenticate(), 422, 'validation_failed')
})
