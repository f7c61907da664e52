import { page } from '../../vite.page.ts'

export default page({ mount: '/admin/', service: 'http://127.0.0.1:8081', deepPaths: true })
