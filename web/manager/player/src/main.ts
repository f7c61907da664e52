import './page.css'
import './player-element'
import { registerServiceWorker } from './browser'

if (window.isSecureContext) void registerServiceWorker()
