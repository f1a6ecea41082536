import './zod-without-eval.ts';
import '@fontsource-variable/inter';
import '@fontsource-variable/jetbrains-mono';
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import '@mantine/spotlight/styles.layer.css';
import 'uplot/dist/uPlot.min.css';
import './theme/tokens.css';
import './theme/components.css';
import './theme/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { connect } from './rpc/connect.ts';
import { Themed } from './theme/themed.tsx';

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root.');

connect();
createRoot(root).render(
  <Themed>
    <App />
  </Themed>,
);
