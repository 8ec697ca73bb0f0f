/** What a `.vue` file is to tools that do not read one (ESLint's type information). */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export default component;
}

/** Styles of packages, which the build takes in. */
declare module '*.css';
