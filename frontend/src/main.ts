import { mount } from 'svelte';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import App from './pages/shell/App.svelte';
import { startLink, link } from './state/link.svelte';
import { followAddress } from './state/route.svelte';

let started = false;
// The token leaves the address before anything is drawn or requested.
followAddress(() => started && link.restart());
mount(App, { target: document.getElementById('app')! });
startLink();
started = true;
