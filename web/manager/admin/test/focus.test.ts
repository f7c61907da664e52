import type { DialogElement } from '@roomtone/shared/components/dialog'
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { FocusKeeper } from '../src/core/focus'
import { settle } from './world'

const root = document.createElement('div')

function show(content: string): void {
  root.innerHTML = `<main><h1 id="heading" tabindex="-1">Songs</h1>${content}</main>`
}

function byId(id: string): HTMLElement {
  return root.querySelector(`#${id}`) as HTMLElement
}

function button(id: string): HTMLElement {
  return Object.assign(document.createElement('button'), { id })
}

/** The id of what has the focus; of the body, which has it when nothing has, its name. */
async function focused(): Promise<string | undefined> {
  await settle()
  return document.activeElement?.id || document.activeElement?.localName
}

describe('the focus', () => {
  beforeAll(() => {
    document.body.append(root)
    new FocusKeeper(root).start()
  })

  beforeEach(async () => {
    show('<button id="blurred">b</button>')
    byId('blurred').focus()
    byId('blurred').blur()
    expect(await focused()).toBe('body')
  })

  it('goes to what takes the place of a button that its action has removed', async () => {
    show('<div><a id="before" href="#">a</a><button id="cancel">c</button><a id="after" href="#">z</a></div>')
    byId('cancel').focus()
    byId('cancel').replaceWith(button('retry'))
    expect(await focused()).toBe('retry')
  })

  it('goes to the control before when none is behind', async () => {
    show('<section><button id="save">s</button><p>Saved</p><button id="discard">d</button></section>')
    byId('discard').focus()
    byId('discard').remove()
    expect(await focused()).toBe('save')
  })

  it('goes to the heading when nothing near is left', async () => {
    show('<p><button id="only">o</button></p><a id="far" href="#">f</a>')
    byId('only').focus()
    byId('only').remove()
    expect(await focused()).toBe('heading')
  })

  it('goes to the heading of the next view, whenever that comes', async () => {
    show('<p><button id="only">o</button></p>')
    byId('only').focus()
    root.innerHTML = '<main>Loading</main>'
    expect(await focused()).toBe('body')
    show('<p>Done</p>')
    expect(await focused()).toBe('heading')
  })

  it('goes from a dialog that is over to what stands where it was opened', async () => {
    show('<div><button id="archive">a</button><button id="more">m</button></div><rt-dialog><button id="yes">y</button></rt-dialog>')
    const dialog = root.querySelector('rt-dialog') as DialogElement
    byId('archive').focus()
    dialog.open = true
    byId('yes').focus()
    dialog.open = false
    byId('yes').blur()
    expect(await focused()).toBe('archive')
    byId('yes').focus()
    byId('yes').remove()
    byId('archive').replaceWith(button('restore'))
    expect(await focused()).toBe('restore')
  })

  it('stays where it is when something else is removed', async () => {
    show('<button id="kept">k</button><p><button id="gone">g</button></p>')
    byId('kept').focus()
    byId('gone').remove()
    expect(await focused()).toBe('kept')
  })

  it('is left to those who give it up', async () => {
    show('<p><button id="one">o</button></p>')
    byId('one').focus()
    byId('one').blur()
    await settle()
    byId('one').remove()
    expect(await focused()).toBe('body')
  })

  it('is left to those who work by touch', async () => {
    show('<p><button id="one">o</button></p>')
    document.dispatchEvent(Object.assign(new Event('pointerdown'), { pointerType: 'touch' }))
    byId('one').focus()
    byId('one').remove()
    expect(await focused()).toBe('body')
    document.dispatchEvent(new Event('keydown'))
  })
})
