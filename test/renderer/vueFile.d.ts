/** The type of a `.vue` file, for tools that cannot read one (ESLint's type information). */
declare module '*.vue' {
  import type { DefineComponent } from 'vue';
  const component: DefineComponent;
  export default component;
}

/** Style sheets of packages, which the build includes. */
declare module '*.css';
