import prettier from 'eslint-config-prettier';
import vue from 'eslint-plugin-vue';
import tseslint from 'typescript-eslint';
import vueParser from 'vue-eslint-parser';

/** Attributes of HTML and of components whose text the user reads or hears. */
const SAID = ['alt', 'aria-label', 'help', 'label', 'legend', 'placeholder', 'text', 'title'];

/** ESLint is the only linter. Prettier formats; dependency-cruiser checks the import table. */
export default tseslint.config(
  { ignores: ['out/**', 'dist/**', 'build/**', '**/*.mjs', '**/*.js', '**/*.cjs'] },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  ...vue.configs['flat/recommended'],
  {
    languageOptions: {
      parserOptions: {
        project: ['main', 'preload', 'renderer', 'test'].map((part) => `./tsconfig.${part}.json`),
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.vue'],
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // Needed to index typed arrays within bounds that the code has just checked.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A base class names the arguments of its subclasses.
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'max-lines': ['error', { max: 600 }],
      eqeqeq: 'error',
    },
  },
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser } },
    rules: {
      'vue/multi-word-component-names': 'error',
      // An absent optional prop is `undefined`, and another rule refuses that as a default.
      'vue/require-default-prop': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      // Every text comes from src-renderer/text, so that it exists in every language.
      'vue/no-bare-strings-in-template': ['error', { attributes: { '/.+/': SAID } }],
      'vue/no-restricted-syntax': [
        'error',
        ...[
          'VElement > VExpressionContainer',
          `VAttribute[key.argument.name=/^(${SAID.join('|')})$/] > VExpressionContainer`,
        ].map((place) => ({
          selector: `${place} :matches(Literal[value=/^[A-Z][a-z]|\\w \\w/], TemplateElement[value.raw=/\\w \\w/])`,
          message: 'A word shown comes from src-renderer/text.',
        })),
      ],
    },
  },
  {
    files: ['src-main/**/*.ts'],
    rules: { 'no-restricted-globals': ['error', 'window', 'document', 'localStorage'] },
  },
  {
    files: ['src-renderer/**/*.{ts,vue}'],
    rules: { 'no-restricted-globals': ['error', 'process', 'Buffer', 'require', '__dirname'] },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  prettier,
);
