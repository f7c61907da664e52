import { page } from '../vite.page.ts'

export default page({ mount: '/', service: 'http://127.0.0.1:8080' })
